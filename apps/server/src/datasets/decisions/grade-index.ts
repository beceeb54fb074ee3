/** Half full at most, so that a search ends soon. */
const LOAD = 0.5;
const NO_GRADE = 0;

/**
 * Grades by customer: the ids in one buffer behind a hash table, some 25 bytes a customer. Exact: an id that was never put in has no grade,
 * whatever its hash. A customer who is put in again gets the later grade. Grades are 1-255.
 */
export class GradeIndex {
  private slots = new Int32Array(1024).fill(-1);
  private starts = new Uint32Array(513);
  private grades = new Uint8Array(512);
  private bytes = Buffer.alloc(8192);
  private count = 0;

  get size(): number {
    return this.count;
  }

  set(customer: string, grade: number): void {
    if (!Number.isInteger(grade) || grade < 1 || grade > 255) throw new RangeError(`${grade} is not a grade`);
    const id = Buffer.from(customer);
    const slot = this.find(id);
    const place = this.slots[slot]!;
    if (place >= 0) this.grades[place] = grade;
    else this.add(id, grade, slot);
  }

  /** Undefined for a customer who is not there. */
  get(customer: string): number | undefined {
    const place = this.slots[this.find(Buffer.from(customer))]!;
    return place < 0 ? undefined : this.grades[place] || undefined;
  }

  private add(id: Buffer, grade: number, slot: number): void {
    const start = this.starts[this.count]!;
    if (start + id.length > this.bytes.length) {
      const grown = Buffer.alloc(Math.max(this.bytes.length * 2, start + id.length));
      this.bytes.copy(grown, 0, 0, start);
      this.bytes = grown;
    }
    id.copy(this.bytes, start);
    this.slots[slot] = this.count;
    this.grades[this.count] = grade;
    this.count += 1;
    this.starts[this.count] = start + id.length;
    if (this.count >= this.grades.length) this.grow();
  }

  /** The slot of an id, or the free one where it belongs. */
  private find(id: Buffer): number {
    const mask = this.slots.length - 1;
    for (let slot = hashOf(id) & mask; ; slot = (slot + 1) & mask) {
      const place = this.slots[slot]!;
      if (place < 0 || this.equals(place, id)) return slot;
    }
  }

  private equals(place: number, id: Buffer): boolean {
    const [start, end] = [this.starts[place]!, this.starts[place + 1]!];
    return end - start === id.length && this.bytes.compare(id, 0, id.length, start, end) === 0;
  }

  private grow(): void {
    const capacity = this.grades.length * 2;
    const [grades, starts] = [new Uint8Array(capacity).fill(NO_GRADE), new Uint32Array(capacity + 1)];
    grades.set(this.grades);
    starts.set(this.starts);
    [this.grades, this.starts] = [grades, starts];
    this.slots = new Int32Array(capacity / LOAD).fill(-1);
    for (let place = 0; place < this.count; place += 1) {
      this.slots[this.find(this.bytes.subarray(starts[place]!, starts[place + 1]!))] = place;
    }
  }
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash ^ (hash >>> 15);
}
