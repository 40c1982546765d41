import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** A machine as a Mermaid state diagram, with the transitions that need no event as well. */
export function diagramOf(machine: AnyStateMachine): string {
  return ['```mermaid', 'stateDiagram-v2', ...linesOf(machine.root, '  '), '```'].join('\n');
}

function linesOf(node: AnyStateNode, indent: string): string[] {
  const lines: string[] = [];
  const initial = node.initial?.target ?? [];
  for (const { key } of initial) lines.push(`${indent}[*] --> ${key}`);
  for (const child of Object.values(node.states)) {
    if (Object.keys(child.states).length > 0) {
      const regions = child.type === 'parallel' ? Object.values(child.states) : [child];
      const inner = regions.flatMap((region, i) => [
        ...(i > 0 ? [`${indent}  --`] : []),
        ...linesOf(region, `${indent}  `),
      ]);
      lines.push(`${indent}state ${child.key} {`, ...inner, `${indent}}`);
    }
    const transitions = [...(child.always ?? []), ...[...child.transitions.values()].flat()];
    for (const transition of transitions) {
      for (const { key } of transition.target ?? [])
        lines.push(`${indent}${child.key} --> ${key}: ${labelOf(transition)}`);
    }
    if (child.type === 'final') lines.push(`${indent}${child.key} --> [*]`);
  }
  return lines;
}

function labelOf({ eventType, guard }: AnyTransitionDefinition): string {
  const event = eventType
    .replace(/^xstate\.(done)\.(actor|state)\..*$/, '$1')
    .replace(/^xstate\.(error)\.actor\..*$/, '$1')
    .replace(/^xstate\.after\.([^.]+)\..*$/, 'after $1');
  const condition = guardName(guard);
  return [event, condition && `[${condition}]`].filter(Boolean).join(' ') || 'otherwise';
}

function guardName(guard: unknown): string {
  if (!guard) return '';
  if (typeof guard === 'string') return guard;
  return String((guard as { type: unknown }).type);
}
