use crate::records::coded;

coded! {
    /// What a value in a document is, so that policy can decide on it.
    ///
    /// A value without one is [`Narrative`](Field::Narrative); a word that is not known is denied to
    /// every reader for whom no rule names it.
    pub enum Field {
        /// Words and numbers that concern no person: headings, method, advice.
        General = "general",
        /// Free text about people. The default, since nobody has said that it is anything less.
        #[default]
        Narrative = "narrative",
        /// The number of a record, case or document.
        RecordId = "record_id",
        /// A name of an adult: a registrant, a subject, an associate.
        PersonName = "person_name",
        /// A name of a child who is not known to be a victim, as a missing child on a poster.
        ChildName = "child_name",
        /// A name of a victim.
        VictimName = "victim_name",
        /// Anything else that tells who a victim is: date of birth, address, school, relation.
        VictimIdentity = "victim_identity",
        /// The age of a victim or a missing child, in years.
        ChildAge = "child_age",
        /// The sex of a victim or a missing child.
        ChildSex = "child_sex",
        /// A name of a person who reported, called or saw something.
        ReporterName = "reporter_name",
        /// A date of birth.
        BirthDate = "birth_date",
        /// The sex of an adult.
        Sex = "sex",
        /// Build, hair, eyes, height, marks, clothing.
        Description = "description",
        /// Race as recorded or as a witness stated it.
        Race = "race",
        /// A social security number.
        SocialSecurity = "social_security",
        /// A driving licence, state id or FBI number.
        IdentityNumber = "identity_number",
        /// A passport, visa or other travel or immigration document.
        TravelDocument = "travel_document",
        /// A journey abroad.
        Travel = "travel",
        /// A street address.
        Street = "street",
        /// A city, town or county.
        Locality = "locality",
        /// A state or country.
        State = "state",
        /// A postal or ZIP code.
        Postcode = "postcode",
        /// A position on a map, of or about a person.
        Position = "position",
        /// The name or address of an employer.
        Employer = "employer",
        /// The name or address of a school.
        School = "school",
        /// A telephone number.
        Phone = "phone",
        /// An email address, account name or other internet identifier.
        InternetIdentifier = "internet_identifier",
        /// The plate or VIN of a vehicle.
        VehicleIdentifier = "vehicle_identifier",
        /// Year, make, model, style and colour of a vehicle.
        Vehicle = "vehicle",
        /// An offence of which someone was convicted.
        Conviction = "conviction",
        /// An arrest without conviction.
        Arrest = "arrest",
        /// Anything from a juvenile record.
        Juvenile = "juvenile",
        /// A warrant, or the state of a case against someone.
        LegalProcess = "legal_process",
        /// Registration: jurisdiction, tier, dates, status.
        Registration = "registration",
        /// Custody and supervision.
        Custody = "custody",
        /// A date on which something happened.
        EventDate = "event_date",
        /// A count of people or events in an aggregate.
        Count = "count",
        /// Evidence for or against a lead: weights, findings, scores.
        Evidence = "evidence",
        /// The digest or perceptual hash of a file.
        FileHash = "file_hash",
        /// The name of a file.
        FileName = "file_name",
        /// Criminal intelligence in the sense of 28 CFR Part 23.
        Intelligence = "intelligence",
        /// The name, office or telephone of an officer or analyst.
        Officer = "officer",
    }
}
