// What happened where and when? Places and times out of a table.
export { Events } from './on-events.js'
