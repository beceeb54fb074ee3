import { AppError, type AppErrorOptions } from '../../common/errors.js';

/** `failure_model.<problem>`: the analysis can't be made of these rows. */
export function failureError(problem: string, message: string, options: AppErrorOptions): AppError {
  return new AppError(`failure_model.${problem}`, message, options);
}
