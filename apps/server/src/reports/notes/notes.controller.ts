import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentViewer, type Viewer } from '../../http/viewer.js';
import { IssueNotes } from './issue-notes.js';
import * as requests from './note-request.js';

const EXAMPLE = {
  tables: [
    {
      block: 'plan',
      kind: 'action',
      title: 'Plan',
      rows: [
        {
          item: 'win_back',
          texts: [
            { title: 'Finding', text: '275 left the best grade' },
            { title: 'Action', text: 'Call by spending, with an offer to come back' },
          ],
          now: { owner: 'Kim Minsu', due: '2026-11-20', state: 'open', comment: '' },
          notes: [
            {
              author: 'Lee Jiwon',
              written_at: '2026-11-02T01:12:40.000Z',
              as_of: '2026-10-31',
              owner: 'Kim Minsu',
              due: '2026-11-20',
            },
          ],
        },
      ],
    },
  ],
};

/** What people write on an issue: owners and dates of actions, opinions on statements. */
@ApiTags('issues')
@Controller('api/issues/:id/notes')
export class NotesController {
  constructor(@Inject(IssueNotes) private readonly notes: IssueNotes) {}

  @Get()
  @ApiOperation({
    summary: 'What people can write on an issue, and what they wrote on it and those before',
    description: 'Empty where the report has no action_table and no review_table.',
  })
  @ApiResponse({ status: 200, example: EXAMPLE })
  async list(@Param('id') id: string) {
    return { tables: await this.notes.tables(id) };
  }

  @Post()
  @ApiOperation({
    summary: 'Write on a row of an issue',
    description:
      'Kept beside what was written before, never in its place. Of an action send only what changes: each field counts as it was ' +
      'written last. Of an opinion the last one of each author counts. The issue itself stays as it is; the next one shows the note. ' +
      'Answers as GET does. 404 for an issue or a row that is not there.',
  })
  @ApiBody({
    schema: { type: 'object' },
    examples: {
      action: {
        value: {
          kind: 'action',
          block: 'plan',
          item: 'win_back',
          author: 'Lee Jiwon',
          owner: 'Kim Minsu',
          due: '2026-11-20',
        },
      },
      done: {
        value: { kind: 'action', block: 'plan', item: 'win_back', author: 'Kim Minsu', state: 'done', comment: '…' },
      },
      review: {
        value: { kind: 'review', block: 'experts', item: 'tenure', author: 'Park', opinion: 'agree', comment: '…' },
      },
    },
  })
  @ApiResponse({ status: 201, example: EXAMPLE })
  async write(
    @Param('id') id: string,
    @Body({ schema: requests.noteRequest }) body: requests.NoteRequest,
    @CurrentViewer() viewer: Viewer,
  ) {
    await this.notes.write(id, body, viewer.id);
    return { tables: await this.notes.tables(id) };
  }
}
