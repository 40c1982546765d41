import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** A machine as a Mermaid state diagram, with the transitions that need no event as well. */
export function diagramOf(machine: AnyStateMachine): string {
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...inside(machine.root, '  '),
    ...fromAnywhere(machine.root),
    '```',
  ].join('\n');
}

/** Names in Mermaid are global: those of inner states carry their path. */
const idOf = ({ path }: AnyStateNode): string => path.join('_');

function inside(node: AnyStateNode, indent: string): string[] {
  const children = Object.values(node.states);
  const start =
    node.type === 'parallel' ? [] : node.initial.target.map((first) => `${indent}[*] --> ${idOf(first)}`);
  return [...start, ...children.flatMap((child) => describe(child, indent))];
}

function describe(node: AnyStateNode, indent: string): string[] {
  const id = idOf(node);
  const isNested = node.path.length > 1;
  const isCompound = Object.keys(node.states).length > 0;
  return [
    ...(isNested ? [`${indent}state "${node.key}" as ${id}`] : []),
    ...(isCompound ? [`${indent}state ${id} {`, ...regions(node, `${indent}  `), `${indent}}`] : []),
    ...transitionsOf(node).map((line) => `${indent}${line}`),
    ...(node.type === 'final' ? [`${indent}${id} --> [*]`] : []),
  ];
}

function regions(node: AnyStateNode, indent: string): string[] {
  if (node.type !== 'parallel') return inside(node, indent);
  return Object.values(node.states).flatMap((region, i) => [
    ...(i > 0 ? [`${indent}--`] : []),
    ...inside(region, indent),
  ]);
}

function transitionsOf(node: AnyStateNode, from = idOf(node)): string[] {
  const all = [...(node.always ?? []), ...[...node.transitions.values()].flat()] as AnyTransitionDefinition[];
  return all.flatMap((transition) =>
    (transition.target ?? []).map(
      (target) => `${from} --> ${idOf(target as AnyStateNode)}: ${labelOf(transition)}`,
    ),
  );
}

function fromAnywhere(root: AnyStateNode): string[] {
  const lines = transitionsOf(root, 'anywhere');
  return lines.length > 0 ? ['  state "in any state" as anywhere', ...lines.map((line) => `  ${line}`)] : [];
}

function labelOf({ eventType, guard }: AnyTransitionDefinition): string {
  const event = (eventType as string)
    .replace(/^xstate\.done\.(actor|state)\..*$/, 'done')
    .replace(/^xstate\.error\.actor\..*$/, 'error')
    .replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1');
  const condition = guard ? `[${guardName(guard)}]` : '';
  return [event, condition].filter(Boolean).join(' ') || 'otherwise';
}

function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  const { type, params } = guard as { type: string; params?: unknown };
  return params && typeof params === 'object' ? `${type} ${Object.values(params).join(' ')}` : type;
}
