use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rustc_hash::FxHashMap;

use super::{
    LinkPart, PeopleSettings, PersonJudgement, PersonLink, PossiblePerson, ResolvedPeople,
    ResolvedPerson,
    rows::{self, has_id},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    linkage::{
        ClusterExplanation, ClusterOptions, ClusterPair, Clusters, Explanation, JudgementKind,
        LEAD_NOTICE, LinkOptions, Links, MilliBits, Model, PartKind, Prepared, RecordId,
        find_links, train,
    },
    records::{Fault, Incoming, Limits, Offender, Pii, Record, Rejections},
};

/// Which records of several registries are one person?
///
/// Each record becomes a row of [`Model::offenders`]: names and aliases, date of birth, sex, colour of the eyes, numbers, the last known
/// address; never race. Links that reach the threshold hold people together, under the judgements of people: a must-link always
/// holds, a cannot-link too. A person has the least id of its records. What may be one person and does not reach the threshold is listed for
/// somebody to decide. A record without an id cannot be cited, so nobody can link it: it is set aside, and so is one whose id stands before
/// it. Neither the order of the records nor the number of threads matters.
///
/// `keys` of the answer is what [`registry_counts`](super::super::registry_counts) takes, so that counts are of people and not of rows.
///
/// ```
/// use caselink::{NoControl, records::Offender, tracking::{PeopleSettings, resolve_people}};
///
/// let record = |id: &str, given: &str, born: &str| serde_json::from_value::<Offender>(serde_json::json!({
///     "id": id, "birth_date": born, "sex": "M",
///     "names": [{ "kind": "legal", "given": given, "middle": "Adebayo", "surname": "Okafor" }],
///     "identifiers": [{ "kind": "fbi_number", "value": "ZZ7731A4" }],
/// }));
/// let records = [record("MO-88", "Marcus", "1971-06-24")?, record("IL-12", "Marcus", "1971-06-24")?,
///                record("IN-3", "Denise", "1988-02-02")?];
/// let found = resolve_people(&records, &PeopleSettings::default(), None, &NoControl)?;
/// assert_eq!(found.people[0].id.expose(), "IL-12");
/// assert_eq!(found.people[0].records.len(), 2);
/// assert_eq!(found.keys["MO-88"], "IL-12");
/// let link = &found.people[0].links[0];
/// assert!(link.agrees.iter().any(|part| part.name == "fbi_number"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings out of their range and for judgements that contradict each other;
/// [`Error::UnknownRecord`] for a judgement of a record that is not there; [`Error::LimitExceeded`]; [`Error::Cancelled`].
pub fn resolve_people<'a>(
    offenders: impl Into<Incoming<'a, Offender>>,
    settings: &PeopleSettings,
    limits: Option<&Limits>,
    control: &dyn Control,
) -> Result<ResolvedPeople> {
    settings.check()?;
    let limits = limits.copied().unwrap_or_default();
    let fault = |one: &'a Offender| -> Option<Fault> {
        (!has_id(one)).then_some(("id", "id stands for none"))
    };
    let usable = offenders
        .into()
        .those(false, &limits, Offender::id, fault)?;
    let model = settings.model.clone().unwrap_or_else(Model::offenders);
    let table = rows::table(&usable.records, model.settings(), limits)?;
    let is_many = settings.train_from > 0 && table.len() as u64 >= settings.train_from;
    let prepared = Arc::new(Prepared::dedupe(table, model.settings(), limits, control)?);
    let learned = if settings.model.is_none() && is_many {
        match train(&prepared, control) {
            // nothing to learn from: the answer says that it was not
            Err(Error::InsufficientData { .. }) => None,
            found => Some(found?),
        }
    } else {
        None
    };
    let trained = learned.is_some();
    let model = learned.unwrap_or(model);
    let options = LinkOptions {
        minimum_probability: settings.possible_probability,
        threads: settings.threads,
    };
    let links = find_links(&prepared, &model, &options, control)?;
    let clusters = links.clusters_with(
        &ClusterOptions {
            probability: settings.probability,
            linkage: settings.linkage,
            must_link: settings.must_link.clone(),
            cannot_link: settings.cannot_link.clone(),
            ..ClusterOptions::default()
        },
        control,
    )?;
    let given = (usable.records.len(), usable.rejected);
    Answer::new(&links, &clusters, settings).make(given, trained, control)
}

/// What the answer is made from.
struct Answer<'a> {
    links: &'a Links,
    clusters: &'a Clusters,
    settings: &'a PeopleSettings,
    people: Vec<ResolvedPerson>,
    /// The place of the person of each record, by its id.
    person_of: FxHashMap<RecordId, u64>,
}

impl<'a> Answer<'a> {
    fn new(links: &'a Links, clusters: &'a Clusters, settings: &'a PeopleSettings) -> Self {
        let mut people: Vec<ResolvedPerson> = Vec::with_capacity(clusters.count());
        let mut person_of: FxHashMap<RecordId, u64> = FxHashMap::default();
        // records come in order of their ids, so that of a person the least comes first
        for member in clusters.members() {
            let place = if let Some(place) = person_of.get(&member.cluster) {
                *place
            } else {
                people.push(ResolvedPerson {
                    id: text(&member.cluster),
                    records: Vec::new(),
                    links: Vec::new(),
                    links_in_all: 0,
                    against: Vec::new(),
                    against_in_all: 0,
                    fragile: false,
                    judgements: Vec::new(),
                });
                people.len() as u64 - 1
            };
            if let Some(person) = people.get_mut(place as usize) {
                person.records.push(text(&member.id));
            }
            person_of.insert(member.id, place);
        }
        Self {
            links,
            clusters,
            settings,
            people,
            person_of,
        }
    }

    fn make(
        mut self,
        (records, rejected): (usize, Rejections),
        trained: bool,
        control: &dyn Control,
    ) -> Result<ResolvedPeople> {
        let accounts = self.clusters.accounts(control)?;
        let all = accounts.len() as u64;
        for (done, account) in (0_u64..).zip(accounts) {
            if done.is_multiple_of(256) {
                checkpoint(control, done, all)?;
            }
            self.account(&account)?;
        }
        // of a record that is alone, judgements are what there is
        for effect in self.clusters.judgements() {
            for id in [&effect.left.id, &effect.right.id] {
                let place = self.person_of.get(id).copied();
                let person = place.and_then(|place| self.people.get_mut(place as usize));
                let Some(person) = person.filter(|person| person.records.len() == 1) else {
                    continue;
                };
                person.judgements.push(judged(&effect));
            }
        }
        let (possible, possible_in_all) = self.possible(control)?;
        let keys: BTreeMap<String, String> = self
            .people
            .iter()
            .flat_map(|person| {
                let records = person.records.iter();
                records.map(|id| (id.expose().clone(), person.id.expose().clone()))
            })
            .collect();
        let report = self.links.report();
        Ok(ResolvedPeople {
            records: records as u64,
            people: self.people,
            keys,
            rejected,
            possible,
            possible_in_all,
            refused_blocks: report.refused_blocks.len() as u64,
            compared_pairs: report.compared_pairs,
            trained,
            probability: self.settings.probability,
            notice: LEAD_NOTICE.to_owned(),
        })
    }

    fn account(&mut self, account: &ClusterExplanation) -> Result<()> {
        let most = self.settings.most_links as usize;
        let mut links = Vec::new();
        for link in account.links.iter().take(most) {
            let mut one = self.link(&link.pair)?;
            one.bridge = link.bridge;
            one.fragile.clone_from(&link.fragile);
            links.push(one);
        }
        let against = account.against.iter().take(most);
        let against = against
            .map(|pair| self.link(pair))
            .collect::<Result<Vec<PersonLink>>>()?;
        let place = self.person_of.get(&account.cluster.id).copied();
        if let Some(person) = place.and_then(|place| self.people.get_mut(place as usize)) {
            person.links = links;
            person.links_in_all = account.links.len() as u64;
            person.against = against;
            person.against_in_all = account.against.len() as u64;
            person.fragile = account.hangs_on_fragile_bridge;
            person.judgements = account.judgements.iter().map(judged).collect();
        }
        Ok(())
    }

    /// Pairs that may be one person and are not taken for one, the strongest first.
    fn possible(&self, control: &dyn Control) -> Result<(Vec<PossiblePerson>, u64)> {
        let person = |id: &RecordId| self.person_of.get(id).copied();
        let effects = self.clusters.judgements();
        let apart: BTreeSet<(u64, u64)> = effects
            .iter()
            .filter(|effect| effect.kind == JudgementKind::CannotLink)
            .filter_map(|effect| {
                let (a, b) = (person(&effect.left.id)?, person(&effect.right.id)?);
                Some((a.min(b), a.max(b)))
            })
            .collect();
        let (mut all, mut count) = (Vec::new(), 0_u64);
        let of = self.links.len() as u64;
        for (done, link) in (0_u64..).zip(self.links.as_slice()) {
            if done.is_multiple_of(4_096) {
                checkpoint(control, done, of)?;
            }
            let (left, right) = self.links.ids(link);
            let Some((a, b)) = person(&left).zip(person(&right)) else {
                continue;
            };
            // what somebody has decided is not asked again
            if a == b || apart.contains(&(a.min(b), a.max(b))) {
                continue;
            }
            count += 1;
            if all.len() < self.settings.most_possible as usize {
                let why = self.links.explain(&left, &right)?;
                all.push(PossiblePerson {
                    left_person: a,
                    right_person: b,
                    link: told(&why),
                });
            }
        }
        Ok((all, count))
    }

    fn link(&self, pair: &ClusterPair) -> Result<PersonLink> {
        let why = self.links.explain(&pair.left.id, &pair.right.id)?;
        Ok(told(&why))
    }
}

/// Ids of registrants are text.
fn text(id: &RecordId) -> Pii<String> {
    Pii::new(match id {
        RecordId::Text(id) => id.clone(),
        RecordId::Integer(id) => id.to_string(),
    })
}

fn judged(effect: &crate::linkage::JudgementEffect) -> PersonJudgement {
    PersonJudgement {
        kind: effect.kind,
        judgement: effect.judgement.clone(),
        changed: effect.changed,
        refused: effect.refused.len() as u64,
    }
}

/// An explanation as what agreed and what did not.
fn told(why: &Explanation) -> PersonLink {
    let (mut parts, mut missing): (Vec<LinkPart>, Vec<String>) = (Vec::new(), Vec::new());
    for part in &why.parts {
        match part.kind {
            PartKind::Prior => {}
            PartKind::Comparison if part.level.is_none() => missing.push(part.name.clone()),
            PartKind::Comparison => parts.push(LinkPart {
                name: part.name.clone(),
                label: part.label.clone(),
                weight: part.weight,
            }),
            // how rare the value is belongs to the comparison before it
            PartKind::TermFrequency => {
                if let Some(last) = parts.last_mut() {
                    last.weight = MilliBits(last.weight.0 + part.weight.0);
                    last.label = format!("{}; {}", last.label, part.label);
                }
            }
        }
    }
    let (mut agrees, mut differs): (Vec<LinkPart>, Vec<LinkPart>) =
        parts.into_iter().partition(|part| part.weight.0 >= 0);
    agrees.sort_by_key(|part| std::cmp::Reverse(part.weight));
    differs.sort_by_key(|part| part.weight);
    PersonLink {
        left: text(&why.left),
        right: text(&why.right),
        weight: why.total,
        probability: why.probability,
        bridge: false,
        fragile: Vec::new(),
        agrees,
        differs,
        missing,
    }
}
