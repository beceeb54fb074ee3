import { z } from 'zod';

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  const?: unknown;
}

/** Keys that a schema allows for the object at `path` of `data`, sorted; several shapes are told apart by their fixed values (`kind`). */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], data: unknown): string[] {
  let shapes = alternatives([z.toJSONSchema(schema, { io: 'input' }) as JsonSchema], data);
  let value = data;
  for (const step of path) {
    value = member(value, step);
    shapes = alternatives(
      shapes.flatMap((shape) => below(shape, step)),
      value,
    );
  }
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape.properties ?? {})))].sort();
}

function below(shape: JsonSchema, step: PropertyKey): JsonSchema[] {
  if (typeof step === 'number') return shape.items ? [shape.items] : [];
  const named = shape.properties?.[String(step)];
  if (named) return [named];
  return typeof shape.additionalProperties === 'object' ? [shape.additionalProperties] : [];
}

function alternatives(shapes: JsonSchema[], data: unknown): JsonSchema[] {
  const flat = shapes.flatMap((shape) => shape.anyOf ?? shape.oneOf ?? [shape]);
  const nested = flat.some((shape) => shape.anyOf ?? shape.oneOf);
  if (nested) return alternatives(flat, data);
  return flat.filter((shape) =>
    Object.entries(shape.properties ?? {}).every(
      ([key, property]) => property.const === undefined || property.const === member(data, key),
    ),
  );
}

/** Member of plain data, or undefined where there is none. */
export function member(data: unknown, step: PropertyKey): unknown {
  if (data === null || typeof data !== 'object' || !Object.hasOwn(data, step)) return undefined;
  return (data as Record<PropertyKey, unknown>)[step];
}
