/** What may leave, to whom, what did, and what must be kept? The ledger, in which no entry can be changed unseen. */
import type { RetentionItem, RetentionRules, RetentionSweep } from './schemas.js'

export { commitment, Ledger, parseCheckpoint, verifyConsistency, verifyInclusion } from './native.js'
export type { Checkpoint } from './native.js'

/** The day of a sweep, as `YYYY-MM-DD`, and the rules where they are not the defaults. */
export interface RetentionOptions {
  asOf: string
  rules?: Partial<RetentionRules>
}

/**
 * What must be kept, reviewed and destroyed as of a day. Nothing is done: it is a dry run by nature.
 *
 * The rules win in a fixed order: legal hold, preservation of a provider's report (18 USC 2258A), statute, five-year
 * review of criminal intelligence (28 CFR Part 23), the agency's own rules. Throws `INVALID_PARAMETER`.
 */
export function retentionSweep(items: RetentionItem[], options: RetentionOptions): RetentionSweep
