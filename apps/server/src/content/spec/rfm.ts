import { z } from 'zod';
import { isoDate, localText, snakeName, tableName } from './common.js';

const grade = z.strictObject({ name: z.string(), label: localText.optional(), from: z.number().min(0).max(100) });

/** Recency, frequency, monetary: points by frozen breaks, RFM 0-100, grades, month-end shares and movements. */
export const rfmAnalysis = z.strictObject({
  kind: z.literal('rfm'),
  /** Dataset with one row per purchase. */
  input: tableName,
  customer: snakeName,
  date: snakeName,
  amount: snakeName,
  /** How many month-ends up to as-of are graded. */
  months: z.number().int().min(1).max(60).default(13),
  /** Frequency and monetary look back so many months; all history when left out. */
  window_months: z.number().int().min(1).max(120).optional(),
  /** Points per measure, 1 … points. */
  points: z.number().int().min(2).max(20).default(5),
  /** Month-ends at which the breaks were fitted; each month is graded with the latest fit not after it (the first one before that). */
  breaks: z.strictObject({ fitted_at: z.array(isoDate).min(1) }),
  /** When the share of the top grade is told to be falling: by so much (0.01 = one percentage point) in so many months, beyond chance. */
  alert: z
    .strictObject({
      fall: z.number().gt(0).lt(1).default(0.01),
      months: z.number().int().min(1).max(12).default(3),
    })
    .prefault({}),
  grades: z
    .array(grade)
    .min(2)
    .default([
      { name: 'Very Strong', label: { ko: '우량', en: 'Very Strong' }, from: 90 },
      { name: 'Strong', label: { ko: '양호', en: 'Strong' }, from: 70 },
      { name: 'Normal', label: { ko: '보통', en: 'Normal' }, from: 50 },
      { name: 'Weak', label: { ko: '이탈 위험', en: 'Weak' }, from: 0 },
    ]),
});

export type RfmAnalysis = z.infer<typeof rfmAnalysis>;
