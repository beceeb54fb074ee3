const OFFSET = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)$/i;

/** Turns instants into the wall-clock time of one zone. */
export class WallClock {
  private readonly format: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  }

  /** `2026-10-31 12:00:00` of a time with an offset; anything else comes back as it is: it is that already, or a mistake. */
  read(value: unknown): unknown {
    const parts = typeof value === 'string' ? OFFSET.exec(value.trim()) : null;
    if (!parts) return value;
    const [, day, minute, second = '00', offset = 'Z'] = parts;
    const zone =
      offset.length === 3 ? `${offset}:00` : offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
    const instant = new Date(`${day}T${minute}:${second}${zone.toUpperCase()}`);
    return Number.isNaN(instant.getTime()) ? value : this.at(instant);
  }

  at(instant: Date): string {
    return this.format.format(instant);
  }
}
