use std::sync::{Arc, LazyLock};

use super::{
    TipCondition, TriageRules,
    condition::Asked,
    fact::Facts,
    phrases::{Phrases, Said},
};
use crate::Result;

/// Rules made ready, so that phrases are looked for together. A copy shares them.
#[derive(Clone)]
pub struct CompiledTriage {
    pub(super) rules: Arc<TriageRules>,
    pub(super) phrases: Arc<Phrases>,
}

/// The rules that ship with the library never change: they are made ready once.
static STANDARD: LazyLock<Result<CompiledTriage>> =
    LazyLock::new(|| CompiledTriage::new(TriageRules::standard()?));

impl std::fmt::Debug for CompiledTriage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "CompiledTriage({} {})",
            self.rules.rules, self.rules.version
        )
    }
}

impl CompiledTriage {
    /// Makes rules ready.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says which rule cannot be used.
    ///
    /// ```
    /// use caselink::tips::{CompiledTriage, TriageRules};
    ///
    /// let ready = CompiledTriage::new(TriageRules::standard()?)?;
    /// assert_eq!(ready.rules().rules, "caselink-triage");
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn new(rules: TriageRules) -> Result<Self> {
        rules.check()?;
        let phrases = Arc::new(Phrases::new(&rules)?);
        Ok(Self {
            rules: Arc::new(rules),
            phrases,
        })
    }

    /// The rules that ship with the library, made ready.
    ///
    /// # Errors
    ///
    /// None that a caller can bring about.
    pub fn standard() -> Result<Self> {
        STANDARD.clone()
    }

    /// The rules.
    pub fn rules(&self) -> &TriageRules {
        &self.rules
    }
}

/// A report, read for the rules.
pub(super) struct ReadTip<'a> {
    pub(super) facts: Facts<'a>,
    pub(super) said: Vec<Said>,
    pub(super) ready: &'a CompiledTriage,
}

impl ReadTip<'_> {
    /// The phrase of a list that counts.
    pub(super) fn phrase(&self, list: &str) -> Option<&Said> {
        let number = self.ready.phrases.list(list)?;
        self.said
            .iter()
            .find(|one| one.list == number && one.taken_back.is_none())
    }

    pub(super) fn holds(&self, condition: &TipCondition) -> bool {
        let tip = self.facts.tip;
        match &condition.0 {
            Asked::Fact(fact) => self.facts.has(*fact),
            Asked::Annotation(name) => tip
                .annotations
                .iter()
                .any(|one| one.eq_ignore_ascii_case(name)),
            Asked::IncidentType(name) => tip
                .incident_type
                .as_ref()
                .is_some_and(|kind| kind.as_str() == name),
            Asked::ChildAgeUnder(years) => self.facts.child_age.is_some_and(|age| age < *years),
            Asked::Phrases(list) => self.phrase(list).is_some(),
            Asked::FileCategory(scheme, code) => tip.files.iter().any(|file| {
                file.categories.iter().any(|one| {
                    one.scheme.eq_ignore_ascii_case(scheme) && one.code.eq_ignore_ascii_case(code)
                })
            }),
        }
    }

    /// Where in a record a condition is found.
    pub(super) fn field(condition: &TipCondition) -> &'static str {
        match &condition.0 {
            Asked::Fact(fact) => fact.field(),
            Asked::Annotation(_) => "annotations",
            Asked::IncidentType(_) => "incident_type",
            Asked::ChildAgeUnder(_) => "people[child].birth_date, people[child].description.age",
            Asked::Phrases(_) => "text, escalation",
            Asked::FileCategory(..) => "files[].categories",
        }
    }
}
