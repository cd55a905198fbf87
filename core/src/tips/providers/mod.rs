//! Which provider is behind a domain, a service or an account, whom to ask there, how, and whether it is likely to have still what is asked for?

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error, Result,
    records::{Provider, from_value},
};

/// The most characters of what is looked for.
const LONGEST: usize = 2_083;
/// The most forms of accounts that are tried.
const MOST_FORMS: usize = 10_000;

/// Providers, by domain, service and form of account.
///
/// ```
/// use caselink::tips::{FoundBy, ProviderDirectory};
/// use serde_json::{from_value, json};
///
/// let directory = ProviderDirectory::new(vec![from_value(json!({
///     "id": "example-chat", "services": ["Example Chat"], "domains": ["chat.example.com"], "retention_days": 90,
///     "legal_contacts": ["legal@example.com"], "verified_on": "2025-01-10",
/// }))?])?;
/// let found = directory.find("https://media.chat.example.com/u/7731", "2026-03-02".parse()?, Some("2026-01-05".parse()?));
/// assert_eq!(found[0].by, FoundBy::Domain);
/// assert_eq!(found[0].verified_days_ago, Some(416));
/// assert_eq!(found[0].kept_until.map(|day| day.to_string()).as_deref(), Some("2026-04-05"));
/// assert!(directory.find("notchat.example.com", "2026-03-02".parse()?, None).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProviderDirectory {
    providers: Vec<Provider>,
    by_domain: FxHashMap<String, Vec<u32>>,
    by_service: FxHashMap<String, Vec<u32>>,
    /// Forms with a star, in lower case.
    forms: Vec<(String, u32)>,
}

/// A provider that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderFound {
    /// The provider, with its legal contacts and how it prefers to be served.
    pub provider: Provider,
    /// By what it was found.
    pub by: FoundBy,
    /// The domain, service or form that fits.
    pub fits: String,
    /// How many days ago somebody last checked the entry; nobody knows where it is missing. Below 0 it lies in the future.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_days_ago: Option<i64>,
    /// Until which day it keeps what happened on the day that was asked about, by its own word; a preservation request changes that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<NaiveDate>,
    /// Whether it is likely to have it still. Never certain: ask.
    pub still_there: StillThere,
}

/// By what a provider was found.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// A domain of its own.
    Domain,
    /// The name of a service, or its own.
    Service,
    /// What accounts look like there.
    AccountForm,
}

/// Whether a provider is likely to have something still.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StillThere {
    /// The day until which it keeps it has not come.
    Likely,
    /// That day is past; a preservation request or another copy may have kept it.
    LikelyGone,
    /// The day or how long it keeps things is not known.
    Unknown,
}

/// A text without case and double spaces.
fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The host of a page, of a mail address or by itself, in lower case.
fn host(text: &str) -> Option<String> {
    let text = text.trim();
    let behind = text.split_once("://").map_or(text, |(_, behind)| behind);
    let behind = behind.split(['/', '?', '#']).next()?;
    let host = behind.rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.').to_lowercase();
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|one| one.is_alphanumeric() || one == '-' || one == '_')
    };
    (host.contains('.') && host.split('.').all(is_label)).then_some(host)
}

/// Whether a text is of a form in which a star stands for any characters.
fn fits(form: &str, text: &str) -> bool {
    let mut parts = form.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl ProviderDirectory {
    /// Puts a directory together.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when an id stands twice; [`Error::LimitExceeded`] for more than 10,000 forms of accounts.
    pub fn new(mut providers: Vec<Provider>) -> Result<Self> {
        providers.sort_by(|a, b| a.id.cmp(&b.id));
        if providers.windows(2).any(|two| two[0].id == two[1].id) {
            return Err(Error::InvalidParameter {
                name: "providers",
                reason: "an id stands twice".to_owned(),
            });
        }
        let mut directory = Self::default();
        for (number, provider) in (0..).zip(&providers) {
            for domain in &provider.domains {
                let domain = domain.trim().trim_start_matches(['*', '@', '.']);
                let key = domain.trim_end_matches('.').to_lowercase();
                directory.by_domain.entry(key).or_default().push(number);
            }
            for service in provider.services.iter().chain(&provider.name) {
                let all = directory.by_service.entry(plain(service)).or_default();
                if !all.contains(&number) {
                    all.push(number);
                }
            }
            let forms = provider.account_forms.iter();
            let forms =
                forms.filter(|form| form.contains('*') && !form.contains(char::is_whitespace));
            directory
                .forms
                .extend(forms.map(|form| (form.to_lowercase(), number)));
        }
        crate::error::within(
            "account_forms",
            MOST_FORMS as u64,
            directory.forms.len() as u64,
        )?;
        directory.providers = providers;
        Ok(directory)
    }

    /// The same from JSON values, all or none.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and [`Error::InvalidParameter`] for a record that cannot be used.
    pub fn from_values(providers: &[Value]) -> Result<Self> {
        let providers = providers.iter().map(|one| from_value("providers", one));
        Self::new(providers.collect::<Result<_>>()?)
    }

    /// Who is behind a page, a mail address, a domain, the name of a service or an account: by its domain or one that it is a part of, the
    /// longest first; else by service; else by the form of the account, where it is written with a star (`*@example.com`). `on` is the day of
    /// what is asked about. In order of the ids.
    pub fn find(&self, text: &str, as_of: NaiveDate, on: Option<NaiveDate>) -> Vec<ProviderFound> {
        if text.len() > LONGEST {
            return Vec::new();
        }
        if let Some(host) = host(text) {
            let mut part = &host[..];
            loop {
                if let Some(found) = self.by_domain.get(part) {
                    return self.answer(found, FoundBy::Domain, part, as_of, on);
                }
                match part.split_once('.') {
                    Some((_, above)) => part = above,
                    None => break,
                }
            }
        }
        let name = plain(text);
        if let Some(found) = self.by_service.get(&name) {
            return self.answer(found, FoundBy::Service, &name, as_of, on);
        }
        let forms = self.forms.iter().filter(|(form, _)| fits(form, &name));
        forms
            .flat_map(|(form, number)| {
                self.answer(&[*number], FoundBy::AccountForm, form, as_of, on)
            })
            .collect()
    }

    fn answer(
        &self,
        found: &[u32],
        by: FoundBy,
        fits: &str,
        as_of: NaiveDate,
        on: Option<NaiveDate>,
    ) -> Vec<ProviderFound> {
        let providers = found
            .iter()
            .filter_map(|number| self.providers.get(*number as usize));
        providers
            .map(|provider| {
                let kept_until = on
                    .zip(provider.retention_days)
                    .and_then(|(on, days)| on.checked_add_days(Days::new(u64::from(days))));
                ProviderFound {
                    provider: provider.clone(),
                    by,
                    fits: fits.to_owned(),
                    verified_days_ago: provider.verified_on.map(|day| (as_of - day).num_days()),
                    kept_until,
                    still_there: match kept_until {
                        None => StillThere::Unknown,
                        Some(day) if as_of <= day => StillThere::Likely,
                        Some(_) => StillThere::LikelyGone,
                    },
                }
            })
            .collect()
    }

    /// How many providers.
    pub const fn len(&self) -> usize {
        self.providers.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.providers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    fn directory() -> ProviderDirectory {
        let providers = json!([
            { "id": "mail", "name": "Example Mail", "domains": ["mail.example.com", "*.example.net"], "account_forms": ["*@mail.example.com"] },
            { "id": "chat", "services": ["Example  Chat"], "domains": ["@Example.com."], "retention_days": 90, "verified_on": "2026-01-01",
              "account_forms": ["cx-*-00", "any word", "u*"] },
        ]);
        ProviderDirectory::new(from_value(providers).unwrap()).unwrap()
    }

    fn ids(text: &str) -> Vec<String> {
        let found = directory().find(text, "2026-03-02".parse().unwrap(), None);
        found.into_iter().map(|one| one.provider.id).collect()
    }

    #[test]
    fn domains_are_cut_at_their_labels() {
        for (text, id) in [
            ("lily@mail.example.com", "mail"),
            ("https://user:pass@MAIL.example.com:8443/a?b#c", "mail"),
            ("a.b.chat.example.com.", "chat"),
            ("x.example.net", "mail"),
            ("example chat", "chat"),
            ("EXAMPLE MAIL", "mail"),
            ("CX-7731-00", "chat"),
        ] {
            assert_eq!(ids(text), [id], "{text}");
        }
        for nobody in [
            "notexample.com",
            "example.com.evil.test",
            "example",
            "",
            "cx-00",
            "any word at all",
            "https:///",
            "..",
        ] {
            assert!(ids(nobody).is_empty(), "{nobody}");
        }
        assert!(ids(&"a.".repeat(10_000)).is_empty());
    }

    #[test]
    fn what_is_kept_is_never_certain() {
        let on = |on: Option<&str>, as_of: &str| {
            let on = on.map(|on| on.parse().unwrap());
            let found = directory().find("example.com", as_of.parse().unwrap(), on);
            (found[0].still_there, found[0].verified_days_ago)
        };
        assert_eq!(
            on(Some("2026-01-01"), "2026-04-01"),
            (StillThere::Likely, Some(90))
        );
        assert_eq!(
            on(Some("2026-01-01"), "2026-04-02").0,
            StillThere::LikelyGone
        );
        assert_eq!(on(None, "2025-12-31"), (StillThere::Unknown, Some(-1)));
        let far = directory().find("example.com", NaiveDate::MAX, Some(NaiveDate::MAX));
        assert_eq!(far[0].still_there, StillThere::Unknown);
    }

    #[test]
    fn an_id_stands_once() {
        let twice = from_value(json!([{ "id": "a" }, { "id": "a" }])).unwrap();
        assert!(ProviderDirectory::new(twice).is_err());
        assert!(ProviderDirectory::default().is_empty());
    }
}
