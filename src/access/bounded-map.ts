/** A map of at most so many entries: the one that was read or written longest ago makes room. */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.entries.size;
  }

  /** Does not count as reading. */
  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): Value | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.refresh(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.refresh(key, value);
    if (this.entries.size > this.most) this.entries.delete(this.entries.keys().next().value!);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  private refresh(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
  }
}
