import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type ErrorCode,
  type Node,
  type Pair,
} from 'yaml';

/** @param offset place in the text, from 0 */
export type Report = (message: string, offset?: number) => void;

/** In our own words where those of the parser would not help. */
const FAULTS: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: 'a second YAML document begins here (---), expected one in the file',
  NON_STRING_KEY: 'expected a text as key, got a list or a map',
  RESOURCE_EXHAUSTION: 'lists or maps are nested too deep',
};

/** A YAML text, and where in it everything is. */
export class ConfigDocument {
  private readonly lines = new LineCounter();
  private readonly document: Document;

  constructor(source: string) {
    this.document = parseDocument(source, {
      lineCounter: this.lines,
      stringKeys: true,
      // Told by `reportDuplicates`, with the key.
      uniqueKeys: false,
    });
  }

  /** Line of a place in the text, from 1. */
  lineAt(offset: number): number {
    return this.lines.linePos(offset).line;
  }

  /** The faults for which the text is no YAML; there is no value to look at then. */
  reportFaults(report: Report): void {
    for (const { code, message, pos } of this.document.errors) {
      report(FAULTS[code] ?? message.split('\n')[0]!.replace(/ at line \d+.*$/, ''), pos[0]);
      // It is told once for every level on the way back.
      if (code === 'RESOURCE_EXHAUSTION') return;
    }
  }

  /** Keys that a map has twice: the value would be that of the last. */
  reportDuplicates(report: Report): void {
    visit(this.document, {
      Map: (_, map, ancestors) => {
        const places = new Map<string, number>();
        for (const { key: node } of map.items) {
          if (!isScalar(node) || !node.range) continue;
          const name = String(node.value);
          const first = places.get(name);
          const path = [...pathOf([...ancestors, map]), name].join('.');
          if (first === undefined) places.set(name, node.range[0]);
          else report(`${path}: written twice, first in line ${this.lineAt(first)}`, node.range[0]);
        }
      },
    });
  }

  /** Replaces `${NAME}` in every text by the environment variable. */
  substituteEnvironment(env: NodeJS.ProcessEnv, report: Report): void {
    visit(this.document, {
      Scalar(key, node) {
        if (key === 'key' || typeof node.value !== 'string') return;
        node.value = node.value.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
          const value = env[name];
          if (value === undefined) report(`environment variable ${name} is not set`, node.range?.[0]);
          return value ?? whole;
        });
      },
    });
  }

  /** What the text says; undefined, and reported, where its aliases cannot be resolved. */
  value(report: Report): unknown {
    try {
      return this.document.toJS();
    } catch (error) {
      // Told without a place: an alias without its anchor, or so many that they would fill the memory.
      if (!(error instanceof ReferenceError)) throw error;
      const [path, node] = this.unresolvable(this.document.contents!);
      report(`${path.length > 0 ? `${path.join('.')}: ` : ''}${wordsOf(error)}`, node.range?.[0]);
      return undefined;
    }
  }

  /** Place of the entry in the text, or of the nearest thing around it that is written there. */
  offsetOf(path: PropertyKey[]): number | undefined {
    for (let depth = path.length; depth > 0; depth--) {
      const parent =
        depth === 1 ? this.document.contents : this.document.getIn(path.slice(0, depth - 1), true);
      const key = path[depth - 1];
      const node = isMap(parent)
        ? parent.items.find((pair) => keyOf(pair) === String(key))?.key
        : isSeq(parent) && typeof key === 'number'
          ? parent.items[key]
          : undefined;
      const range = (node as Node | undefined)?.range;
      if (range) return range[0];
    }
    return undefined;
  }

  /** The innermost node that cannot be resolved by itself. */
  private unresolvable(node: Node, path: PropertyKey[] = []): [path: PropertyKey[], node: Node] {
    const children: [key: PropertyKey, child: unknown][] = isMap(node)
      ? node.items.map((pair) => [keyOf(pair), pair.value])
      : isSeq(node)
        ? [...node.items.entries()]
        : [];
    for (const [key, child] of children) {
      if (child && !this.resolves(child as Node)) return this.unresolvable(child as Node, [...path, key]);
    }
    return [path, node];
  }

  private resolves(node: Node): boolean {
    try {
      node.toJS(this.document);
      return true;
    } catch {
      return false;
    }
  }
}

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

function wordsOf({ message }: ReferenceError): string {
  const [, name] = /^Unresolved alias.*: (.*)$/.exec(message) ?? [];
  if (name !== undefined) return `no anchor (&${name}) stands before this alias`;
  return 'aliases (*) repeat too much, expected at most 100 values from them';
}

/** Keys and list positions that lead to the last of the nodes, each of which holds the next. */
function pathOf(nodes: readonly unknown[]): PropertyKey[] {
  return nodes.flatMap((node, i): PropertyKey[] => {
    if (isPair(node)) return [keyOf(node)];
    const next = nodes[i + 1];
    return isSeq(node) && next !== undefined ? [node.items.indexOf(next)] : [];
  });
}
