import { describe, expect, it } from 'vitest';
import { jsonSchemas } from './json-schema.js';

describe('jsonSchemas', () => {
  it('describes the five kinds of file and forbids unknown keys', () => {
    const schemas = jsonSchemas();
    expect(Object.keys(schemas)).toEqual(['project', 'dataset', 'report', 'dashboard', 'job']);
    for (const schema of Object.values(schemas)) {
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(schema).toHaveProperty('properties.title');
    }
  });

  it('does not ask for keys that have a default', () => {
    expect(jsonSchemas().job).toMatchObject({ required: ['title', 'report'] });
  });
});
