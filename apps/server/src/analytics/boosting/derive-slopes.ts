import { shareOf, type Member } from '../member.js';
import { BLOCK, note, NOTE, noteOf } from './board.js';
import type { BoostingInput, ValidationRows } from './boosting-input.js';
import { largestOf } from './fixed-point.js';
import { deriveLoss, type Slopes } from './objective.js';
import { slopeScale, type SlopeScale } from './slopes.js';

/** Rows that fall to a member, whole blocks of them. */
export function rowsOf(rows: number, member: Member): [from: number, to: number] {
  const [first, end] = shareOf(member, Math.ceil(rows / BLOCK));
  return [first * BLOCK, Math.min(rows, end * BLOCK)];
}

/** Room for the slopes of a member's rows. */
export function slopesRoom(rows: number, member: Member): Slopes {
  const [from, to] = rowsOf(rows, member);
  return { gradient: new Float64Array(to - from), hessian: new Float64Array(to - from) };
}

/** Slopes of the member's rows into `room`; notes the largest, and the losses by block. */
export function deriveSlopes(input: BoostingInput, member: Member, room: Slopes): void {
  const { board, rows, settings } = input;
  const derive = deriveLoss(settings.loss);
  const [from, to] = rowsOf(rows, member);
  for (let start = from; start < to; start += BLOCK) {
    const gradient = room.gradient.subarray(start - from);
    const hessian = room.hessian.subarray(start - from);
    board.losses[start / BLOCK] = derive(input, start, Math.min(to, start + BLOCK), { gradient, hessian });
  }
  note(board, member.index, NOTE.gradient, largestOf(room.gradient));
  note(board, member.index, NOTE.hessian, largestOf(room.hessian));
}

/** The member's rows of the validation: losses by block. */
export function deriveValidation(input: BoostingInput, validation: ValidationRows, member: Member): void {
  const derive = deriveLoss(input.settings.loss);
  const unread = { gradient: new Float64Array(BLOCK), hessian: new Float64Array(BLOCK) };
  const [from, to] = rowsOf(validation.rows, member);
  for (let start = from; start < to; start += BLOCK)
    input.board.validationLosses[start / BLOCK] = derive(validation, start, Math.min(to, start + BLOCK), unread);
}

/** Added and taken away again, it rounds a double of less than 2^51 to the nearest whole number, faster than Math.round. */
const TO_WHOLE = 1.5 * 2 ** 52;

/** Once all have derived: the member's slopes as whole numbers into `whole`, two a row, and their scale. */
export function writeSlopes(input: BoostingInput, member: Member, room: Slopes, whole: Int32Array): SlopeScale {
  const { board, rows } = input;
  const largest = (what: number): number =>
    Math.max(...Array.from({ length: member.count }, (_, index) => noteOf(board, index, what)));
  const scale = slopeScale(rows, largest(NOTE.gradient), largest(NOTE.hessian));
  const [from, to] = rowsOf(rows, member);
  const [gradients, hessians] = [1 / scale.gradient, 1 / scale.hessian];
  for (let row = from; row < to; row += 1) {
    whole[2 * row] = room.gradient[row - from]! * gradients + TO_WHOLE - TO_WHOLE;
    whole[2 * row + 1] = room.hessian[row - from]! * hessians + TO_WHOLE - TO_WHOLE;
  }
  return scale;
}

/** Mean of losses, from their sums by block. */
export function meanLoss(losses: Float64Array, weight: number): number {
  let sum = 0;
  for (let block = 0; block < losses.length; block += 1) sum += losses[block]!;
  return sum / weight;
}
