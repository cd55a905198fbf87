use serde_json::Value;

use crate::{abductions, clustering, linkage, patterns, records, records::schema_of, tips};

/// The JSON Schema (2020-12) of every type that crosses a door of the library, by name.
///
/// The Python and TypeScript types are made from these.
///
/// ```
/// let schemas = caselink::schemas();
/// let (name, schema) = &schemas[0];
/// assert_eq!(*name, "person");
/// assert_eq!(schema["type"], "object");
/// ```
pub fn schemas() -> Vec<(&'static str, Value)> {
    let record = |kind: records::RecordKind| (kind.as_str(), records::record_schema(kind));
    let mut all: Vec<(&'static str, Value)> = records::RecordKind::ALL.map(record).into();
    all.extend(judging());
    all.extend(of_clusters());
    all.extend([
        ("records_read", schema_of::<records::RecordsRead<Value>>()),
        ("record_kind", schema_of::<records::RecordKind>()),
        ("read_options", schema_of::<records::ReadOptions>()),
        ("csv_columns", schema_of::<records::CsvColumns>()),
        ("limits", schema_of::<records::Limits>()),
        ("settings", schema_of::<linkage::Settings>()),
        ("link_options", schema_of::<linkage::LinkOptions>()),
        ("model", schema_of::<linkage::Model>()),
        ("found", schema_of::<linkage::Found>()),
        ("search_options", schema_of::<linkage::SearchOptions>()),
        ("intake", schema_of::<linkage::Intake>()),
        ("pair_estimate", schema_of::<linkage::PairEstimate>()),
        ("block_report", schema_of::<linkage::BlockReport>()),
        ("link_report", schema_of::<linkage::LinkReport>()),
        ("explanation", schema_of::<linkage::Explanation>()),
        ("document", schema_of::<crate::documents::Document>()),
        ("csv_table", schema_of::<crate::documents::CsvTable>()),
        ("policy", schema_of::<crate::release::Policy>()),
        ("actor", schema_of::<crate::release::Actor>()),
        ("reader", schema_of::<crate::release::Reader>()),
        ("decision", schema_of::<crate::release::Decision>()),
        ("release_request", schema_of::<crate::release::Request>()),
        ("release_entry", schema_of::<crate::release::Entry>()),
        ("suppressed", schema_of::<crate::release::Suppressed>()),
        (
            "retention_item",
            schema_of::<crate::release::RetentionItem>(),
        ),
        (
            "retention_rules",
            schema_of::<crate::release::RetentionRules>(),
        ),
        (
            "retention_sweep",
            schema_of::<crate::release::RetentionSweep>(),
        ),
        ("list_settings", schema_of::<crate::hashes::ListSettings>()),
        ("list_change", schema_of::<crate::hashes::ListChange>()),
        ("list_intake", schema_of::<crate::hashes::ListIntake>()),
        ("list_entry", schema_of::<crate::hashes::ListEntry>()),
        ("file_findings", schema_of::<crate::hashes::FileFindings>()),
        ("feedback", schema_of::<crate::hashes::Feedback>()),
        ("video_rule", schema_of::<crate::hashes::VideoRule>()),
        (
            "video_comparison",
            schema_of::<crate::hashes::VideoComparison>(),
        ),
        (
            "list_read_options",
            schema_of::<crate::hashes::ListReadOptions>(),
        ),
        ("list_report", schema_of::<crate::hashes::ListReport>()),
        ("list_read", schema_of::<crate::hashes::ListRead>()),
        ("recognition", schema_of::<crate::victims::Recognition>()),
        ("report_header", schema_of::<crate::victims::ReportHeader>()),
        ("submission", schema_of::<crate::victims::Submission>()),
        (
            "submission_check",
            schema_of::<crate::victims::SubmissionCheck>(),
        ),
        ("guide_entry", schema_of::<crate::victims::GuideEntry>()),
        (
            "guide_settings",
            schema_of::<crate::victims::GuideSettings>(),
        ),
        (
            "guide_findings",
            schema_of::<crate::victims::GuideFindings>(),
        ),
        ("guide_refusal", schema_of::<crate::victims::GuideRefusal>()),
        ("person_names", schema_of::<crate::compare::PersonNames>()),
        ("clue", schema_of::<crate::victims::Clue>()),
        ("clue_table", schema_of::<crate::victims::ClueTable>()),
        ("clue_settings", schema_of::<crate::victims::ClueSettings>()),
        ("clue_findings", schema_of::<crate::victims::ClueFindings>()),
        ("clue_route", schema_of::<crate::victims::ClueRoute>()),
        #[cfg(feature = "synth")]
        ("world_size", schema_of::<crate::synth::Size>()),
        #[cfg(feature = "synth")]
        ("world_rates", schema_of::<crate::synth::Rates>()),
        #[cfg(feature = "synth")]
        ("true_offender", schema_of::<crate::synth::TrueOffender>()),
        #[cfg(feature = "synth")]
        ("true_case", schema_of::<crate::synth::TrueCase>()),
        #[cfg(feature = "synth")]
        ("true_incident", schema_of::<crate::synth::TrueIncident>()),
        #[cfg(feature = "synth")]
        ("true_tip", schema_of::<crate::synth::TrueTip>()),
        #[cfg(feature = "synth")]
        ("true_file", schema_of::<crate::synth::TrueFile>()),
        ("evaluation", schema_of::<linkage::Evaluation>()),
    ]);
    let desks = [of_patterns(), of_tips(), of_tracking()];
    all.extend(desks.into_iter().flatten().chain(of_guidance()));
    all
}

/// Those of the intake desk.
fn of_tips() -> Vec<(&'static str, Value)> {
    vec![
        ("routing_rules", schema_of::<tips::RoutingRules>()),
        ("route_inputs", schema_of::<tips::RouteInputs>()),
        ("directory_note", schema_of::<tips::DirectoryNote>()),
        ("routing", schema_of::<tips::Routing>()),
        ("routed_tips", schema_of::<tips::RoutedTips>()),
        ("provider_found", schema_of::<tips::ProviderFound>()),
        ("cybertip_options", schema_of::<tips::CyberTipOptions>()),
        ("cybertip_read", schema_of::<tips::CyberTipRead>()),
        ("cybertip_file_read", schema_of::<tips::CyberTipFileRead>()),
        ("cybertip_written", schema_of::<tips::CyberTipWritten>()),
        ("tip_view", schema_of::<tips::TipView>()),
        ("tip_seen", schema_of::<tips::TipSeen>()),
        ("triage_rules", schema_of::<tips::TriageRules>()),
        ("triage_context", schema_of::<tips::TriageContext>()),
        ("triage", schema_of::<tips::Triage>()),
        ("triaged_tips", schema_of::<tips::TriagedTips>()),
        ("tips_apart", schema_of::<tips::TipsApart>()),
        ("alike_settings", schema_of::<tips::AlikeSettings>()),
        ("tips_found", schema_of::<tips::TipsFound>()),
        ("tip_link", schema_of::<tips::TipLink>()),
        ("tip_judgement", schema_of::<tips::TipJudgement>()),
        ("tip_cluster", schema_of::<tips::TipCluster>()),
        ("tip_clusters", schema_of::<tips::TipClusters>()),
        ("language", schema_of::<tips::Language>()),
        ("hand_over_rules", schema_of::<tips::HandOverRules>()),
        ("call_clock", schema_of::<tips::CallClock>()),
        ("calls_waiting", schema_of::<tips::CallsWaiting>()),
        ("deadline_rules", schema_of::<tips::DeadlineRules>()),
        (
            "missing_child_steps",
            schema_of::<tips::MissingChildSteps>(),
        ),
        (
            "missing_child_deadlines",
            schema_of::<tips::MissingChildDeadlines>(),
        ),
        ("sighting_settings", schema_of::<tips::SightingSettings>()),
        ("sighting_weighed", schema_of::<tips::SightingWeighed>()),
        ("case_sightings", schema_of::<tips::CaseSightings>()),
        ("sightings_header", schema_of::<tips::SightingsHeader>()),
    ]
}

/// Those of the desk that tracks registrants.
fn of_tracking() -> Vec<(&'static str, Value)> {
    use crate::tracking;
    vec![
        ("rule_pack", schema_of::<tracking::RulePack>()),
        ("assess_options", schema_of::<tracking::AssessOptions>()),
        ("assessment", schema_of::<tracking::Assessment>()),
        ("assessments", schema_of::<tracking::Assessments>()),
        ("upcoming_duties", schema_of::<tracking::UpcomingDuties>()),
        ("registry_counts", schema_of::<tracking::RegistryCounts>()),
        ("federal_holiday", schema_of::<tracking::Holiday>()),
        ("tolled_period", schema_of::<tracking::TolledPeriod>()),
        ("open_case", schema_of::<tracking::OpenCase>()),
        ("known_facts", schema_of::<tracking::KnownFacts>()),
        (
            "offender_link_settings",
            schema_of::<tracking::LinkSettings>(),
        ),
        ("offender_link", schema_of::<tracking::Link>()),
        (
            "offender_findings",
            schema_of::<tracking::OffenderFindings>(),
        ),
        ("cases_findings", schema_of::<tracking::CasesFindings>()),
        ("case_findings", schema_of::<tracking::CaseFindings>()),
        ("link_variation", schema_of::<tracking::Variation>()),
        ("link_passed_over", schema_of::<tracking::PassedOver>()),
        ("link_sensitivity", schema_of::<tracking::Sensitivity>()),
        ("lead_subject", schema_of::<tracking::LeadSubject>()),
        ("package_header", schema_of::<tracking::PackageHeader>()),
        ("period_counts", schema_of::<tracking::PeriodCounts>()),
        (
            "registry_report_header",
            schema_of::<tracking::RegistryReportHeader>(),
        ),
        (
            "sweep_list_settings",
            schema_of::<tracking::SweepListSettings>(),
        ),
        ("lead_registrant", schema_of::<tracking::LeadRegistrant>()),
        ("sweep_list", schema_of::<tracking::SweepList>()),
        ("field_plan", schema_of::<tracking::FieldPlan>()),
        ("sweep_stop", schema_of::<tracking::SweepStop>()),
        ("sweep_team", schema_of::<tracking::SweepTeam>()),
        ("sweep_travel", schema_of::<tracking::Travel>()),
        ("sweep_settings", schema_of::<tracking::SweepSettings>()),
        ("routes", schema_of::<tracking::Routes>()),
        ("people_settings", schema_of::<tracking::PeopleSettings>()),
        ("resolved_people", schema_of::<tracking::ResolvedPeople>()),
        ("locate_settings", schema_of::<tracking::LocateSettings>()),
        ("locate_inputs", schema_of::<tracking::LocateInputs>()),
        ("located", schema_of::<tracking::Located>()),
    ]
}

/// Those of the prevention library.
fn of_guidance() -> [(&'static str, Value); 5] {
    use crate::guidance;
    [
        ("guidance_set", schema_of::<guidance::GuidanceSet>()),
        ("guidance_entry", schema_of::<guidance::GuidanceEntry>()),
        (
            "guidance_settings",
            schema_of::<guidance::GuidanceSettings>(),
        ),
        ("guidance_options", schema_of::<guidance::GuidanceOptions>()),
        ("guidance_answer", schema_of::<guidance::GuidanceAnswer>()),
    ]
}

/// Those of groups of records that links hold together.
fn of_clusters() -> Vec<(&'static str, Value)> {
    vec![
        ("cluster_options", schema_of::<linkage::ClusterOptions>()),
        ("pair_judgement", schema_of::<linkage::PairJudgement>()),
        ("kept_judgement", schema_of::<linkage::KeptJudgement>()),
        ("judgement_kind", schema_of::<linkage::JudgementKind>()),
        ("judgement_effect", schema_of::<linkage::JudgementEffect>()),
        (
            "cluster_explanation",
            schema_of::<linkage::ClusterExplanation>(),
        ),
        ("cluster_report", schema_of::<linkage::ClusterReport>()),
        ("cluster_change", schema_of::<linkage::ClusterChange>()),
    ]
}

/// Those of patterns in space and time, and of the desk that looks for them.
fn of_patterns() -> Vec<(&'static str, Value)> {
    vec![
        (
            "event_settings",
            schema_of::<crate::events::EventSettings>(),
        ),
        ("rejections", schema_of::<records::Rejections>()),
        ("knox_settings", schema_of::<patterns::KnoxSettings>()),
        ("knox", schema_of::<patterns::Knox>()),
        (
            "near_repeat_settings",
            schema_of::<patterns::NearRepeatSettings>(),
        ),
        ("near_repeat", schema_of::<patterns::NearRepeat>()),
        ("near_pair", schema_of::<patterns::NearPair>()),
        ("mantel_settings", schema_of::<patterns::MantelSettings>()),
        ("mantel", schema_of::<patterns::Mantel>()),
        ("jacquez_settings", schema_of::<patterns::JacquezSettings>()),
        ("jacquez", schema_of::<patterns::Jacquez>()),
        (
            "space_time_k_settings",
            schema_of::<patterns::SpaceTimeKSettings>(),
        ),
        ("space_time_k", schema_of::<patterns::SpaceTimeK>()),
        ("time_range", schema_of::<records::TimeRange>()),
        ("profile_settings", schema_of::<patterns::ProfileSettings>()),
        ("time_profile", schema_of::<patterns::TimeProfile>()),
        (
            "geographic_profile_settings",
            schema_of::<patterns::GeographicProfileSettings>(),
        ),
        (
            "geographic_profile",
            schema_of::<patterns::GeographicProfile>(),
        ),
        ("scan_settings", schema_of::<patterns::ScanSettings>()),
        ("scan", schema_of::<patterns::Scan>()),
        ("ears_settings", schema_of::<patterns::EarsSettings>()),
        ("cusum_settings", schema_of::<patterns::CusumSettings>()),
        (
            "farrington_settings",
            schema_of::<patterns::FarringtonSettings>(),
        ),
        ("count_alarms", schema_of::<patterns::CountAlarms>()),
        ("region_counts", schema_of::<patterns::RegionCounts>()),
        (
            "predictive_settings",
            schema_of::<patterns::PredictiveSettings>(),
        ),
        ("unusual_counts", schema_of::<patterns::UnusualCounts>()),
        (
            "st_dbscan_settings",
            schema_of::<clustering::StDbscanSettings>(),
        ),
        ("st_clusters", schema_of::<clustering::StClusters>()),
        ("series_settings", schema_of::<abductions::SeriesSettings>()),
        ("series_found", schema_of::<abductions::SeriesFound>()),
        ("solved", schema_of::<abductions::Solved>()),
        (
            "incident_columns",
            schema_of::<abductions::IncidentColumns>(),
        ),
        ("incident_table", schema_of::<abductions::IncidentTable>()),
        (
            "training_settings",
            schema_of::<abductions::TrainingSettings>(),
        ),
        ("trained", schema_of::<abductions::Trained>()),
        (
            "evidence_settings",
            schema_of::<abductions::EvidenceSettings>(),
        ),
        (
            "similar_incident",
            schema_of::<abductions::SimilarIncident>(),
        ),
        ("pair_evidence", schema_of::<abductions::PairEvidence>()),
        ("flag", schema_of::<abductions::Flag>()),
        ("trend_settings", schema_of::<abductions::TrendSettings>()),
        ("trends", schema_of::<abductions::Trends>()),
        (
            "summary_settings",
            schema_of::<abductions::SummarySettings>(),
        ),
        ("found_series", schema_of::<abductions::FoundSeries>()),
        (
            "bulletin_settings",
            schema_of::<abductions::BulletinSettings>(),
        ),
    ]
}

/// What comes of judging links.
fn judging() -> [(&'static str, Value); 7] {
    [
        ("calibration", schema_of::<linkage::Calibration>()),
        ("threshold_sweep", schema_of::<linkage::ThresholdSweep>()),
        ("unlinkable", schema_of::<linkage::Unlinkable>()),
        ("error_rates", schema_of::<linkage::ErrorRates>()),
        ("question", schema_of::<linkage::Question>()),
        ("review_answer", schema_of::<linkage::ReviewAnswer>()),
        ("recalibration", schema_of::<linkage::Recalibration>()),
    ]
}
