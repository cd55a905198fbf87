/**
 * What does the written product say, and what is each thing in it? A document is a plain object in which each value
 * says which field it is. It leaves through `release.disseminate`, and nowhere else.
 */
import type { Document } from './schemas.js'

/**
 * Checks that a document is whole, without releasing it: for the desk that writes it. Throws `INVALID_PARAMETER`,
 * which says where, or `LIMIT_EXCEEDED`.
 */
export function check(document: Document): void
