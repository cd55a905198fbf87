/** What may leave, to whom, and what did? So far the ledger, in which no entry can be changed unseen. */
export { commitment, Ledger, verifyConsistency, verifyInclusion } from './native.js'
