use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    assess::usable, compile::CompiledPacks, facts::code_of, options::AssessOptions, pack::RulePack,
    state::DutyState,
};
use crate::{
    Control, Error, Result,
    records::{Incoming, Limits, Offender, Pii, Rejections},
};

/// What falls due in a time.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpcomingDuties {
    /// From which day on.
    pub as_of: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Records that were assessed.
    pub records: u64,
    /// What falls due: by date, then by person.
    pub duties: Vec<UpcomingDuty>,
    /// Records that were set aside, each with row, field and reason.
    pub rejected: Rejections,
}

/// Something that falls due.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpcomingDuty {
    /// The last day on which it is in time.
    pub due: NaiveDate,
    /// The record's own key.
    pub id: Pii<String>,
    /// The jurisdiction.
    pub jurisdiction: String,
    /// The duty.
    pub duty: String,
    /// The pack.
    pub pack: String,
    /// The first day on which doing it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<NaiveDate>,
    /// Computed by the tier that the pack falls back on, since nobody decided.
    pub tier_is_fallback: bool,
}

/// The calendar of what falls due from a day on: verifications, and notices and reports of what has happened already. By date, then by
/// person.
///
/// What is overdue is no part of it, nor what is done. Registrations that have ended and periods that are over bring nothing. A record that
/// cannot be used is set aside, as by [`assess_all`](super::assess_all), and the rest goes on.
///
/// ```
/// use caselink::{NoControl, records::Offender, tracking::{AssessOptions, RulePack, upcoming}};
///
/// let offender: Offender = serde_json::from_value(serde_json::json!({
///     "id": "ZZ-1",
///     "registrations": [{ "jurisdiction": "IL", "span": { "start": "2024-01-31" },
///         "tiers": [{ "scheme": "sorna", "tier": "3", "effective_from": "2024-01-31" }] }],
/// }))?;
/// let as_of = chrono::NaiveDate::from_ymd_opt(2024, 2, 1).unwrap();
/// let calendar = upcoming(&[offender], &[RulePack::federal()?], &AssessOptions::on(as_of), 200, None, &NoControl)?;
/// let days: Vec<String> = calendar.duties.iter().map(|one| one.due.to_string()).collect();
/// assert_eq!(days, ["2024-04-30", "2024-07-31"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As for [`assess`](super::assess); [`Error::InvalidParameter`] for a horizon of more than 3,660 days; [`Error::LimitExceeded`] for more offenders, or more that falls
/// due, than the limits allow rows; [`Error::Cancelled`].
pub fn upcoming<'a>(
    offenders: impl Into<Incoming<'a, Offender>>,
    packs: &[RulePack],
    options: &AssessOptions,
    horizon_days: u32,
    limits: Option<&Limits>,
    control: &dyn Control,
) -> Result<UpcomingDuties> {
    CompiledPacks::new(packs)?.upcoming(offenders, options, horizon_days, limits, control)
}

impl CompiledPacks {
    /// The same as [`upcoming`] with packs that are compiled once.
    ///
    /// # Errors
    ///
    /// As for [`upcoming`].
    pub fn upcoming<'a>(
        &self,
        offenders: impl Into<Incoming<'a, Offender>>,
        options: &AssessOptions,
        horizon_days: u32,
        limits: Option<&Limits>,
        control: &dyn Control,
    ) -> Result<UpcomingDuties> {
        let until = Some(horizon_days)
            .filter(|days| *days <= 3_660)
            .and_then(|days| options.as_of.checked_add_days(Days::new(u64::from(days))))
            .ok_or_else(|| Error::InvalidParameter {
                name: "horizon_days",
                reason: "must be 3,660 at most".to_owned(),
            })?;
        let bounds = limits.copied().unwrap_or_default();
        let usable = usable(offenders, limits)?;
        let mut found = Vec::new();
        let offenders = &usable.records;
        self.each(
            offenders,
            options,
            limits,
            until,
            control,
            |_, case, out| {
                for one in &out.instances {
                    let coming =
                        matches!(one.state, DutyState::NotYetDue | DutyState::DueSoon { .. });
                    let Some(due) = one.due.filter(|due| coming && *due <= until) else {
                        continue;
                    };
                    let place = out.places.get(one.jurisdiction as usize);
                    let named = place.and_then(|place| {
                        let (_, duty, pack) = case.packs.rule(
                            place.plan,
                            usize::from(one.family),
                            usize::from(one.rule),
                        )?;
                        Some((code_of(case.offender, place.code), duty, pack))
                    });
                    let Some((code, duty, pack)) = named else {
                        continue;
                    };
                    found.push(UpcomingDuty {
                        due,
                        id: case.offender.person.id.clone(),
                        jurisdiction: code.to_owned(),
                        duty: duty.id.clone(),
                        pack: pack.pack.clone(),
                        opens: one.opens,
                        tier_is_fallback: one.fallback,
                    });
                }
                bounds.check_rows(found.len() as u64)
            },
        )?;
        found.sort_by(|a, b| {
            (a.due, a.id.expose(), &a.jurisdiction, &a.duty).cmp(&(
                b.due,
                b.id.expose(),
                &b.jurisdiction,
                &b.duty,
            ))
        });
        Ok(UpcomingDuties {
            as_of: options.as_of,
            until,
            records: usable.records.len() as u64,
            duties: found,
            rejected: usable.rejected,
        })
    }
}
