// What does the written product say, and what is each thing in it?
import { guarded, json } from './guard.js'
import { checkDocument } from './native.js'

const wholeness = guarded(checkDocument)

/** @type {import('./documents.js').check} */
export function check(document) {
  wholeness(json('document', document) ?? 'null')
}
