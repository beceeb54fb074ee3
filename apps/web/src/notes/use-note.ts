import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type NoteFields, type NotedRow, type NotedTable } from '../api.js';

/** The issue, the table, and who writes: null when the writer has not said so yet (and was asked to). */
export interface NotePlace {
  issue: string;
  table: NotedTable;
  row: NotedRow;
  authorOf: () => string | null;
}

/**
 * What somebody is about to write of a row. Only fields that were touched are in the draft, so what others write of the rest meanwhile comes
 * in and is not overwritten.
 */
export function useNote<Fields extends NoteFields>({ issue, table, row, authorOf }: NotePlace) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Partial<Fields>>({});
  const write = useMutation({
    mutationFn: ({ author, fields }: { author: string; fields: NoteFields }) =>
      api.write(issue, { kind: table.kind, block: table.block, item: row.item, author, ...fields }),
    onSuccess: (tables, { fields }) => {
      client.setQueryData(['notes', issue], tables);
      // What was typed while it was being saved stays.
      setDraft((now) => Object.fromEntries(Object.entries(now).filter(([key, value]) => fields[key as keyof NoteFields] !== value)) as Partial<Fields>); // prettier-ignore
    },
  });
  return {
    draft,
    change: (fields: Partial<Fields>) => {
      write.reset();
      setDraft((now) => ({ ...now, ...fields }));
    },
    save: (fields: NoteFields) => {
      const author = authorOf();
      if (author !== null) write.mutate({ author, fields });
    },
    write,
  };
}
