/** What do agencies record about people? */
import type { Limits, PersonsRead } from './schemas.js'

export { isPlaceholder } from './native.js'
export type * from './schemas.js'

/**
 * Checks records against the schema of a person. A record that is not valid is set aside, with row, field and
 * reason, and the rest goes on.
 *
 * Throws `LIMIT_EXCEEDED`. A record that JSON has no form for is set aside like any other.
 */
export function readPersons(persons: Iterable<unknown>, options?: { limits?: Partial<Limits> }): PersonsRead

/** The JSON Schema (2020-12) of a person. */
export function personSchema(): Record<string, unknown>
