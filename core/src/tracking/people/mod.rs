//! Which records of several registries are one person?
//!
//! Through [`linkage`](crate::linkage), with its model of offenders, and under the judgements of people. What links hold together is one
//! person; what is like and not like enough is listed for somebody to decide.

mod types;

pub use types::{
    LinkPart, PeopleSettings, PersonJudgement, PersonLink, PossiblePerson, ResolvedPeople,
    ResolvedPerson,
};
