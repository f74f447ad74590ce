//! The tables as diesel sees them: the same on both databases. Checked against the migrations by a parity test.

diesel::table! {
    members (id) {
        id -> BigInt,
        handle -> Text,
        handle_key -> Text,
        display_name -> Text,
        role -> Text,
        tier -> Text,
        reputation -> BigInt,
        bronze -> BigInt,
        silver -> BigInt,
        gold -> BigInt,
        question_count -> BigInt,
        answer_count -> BigInt,
        accepted_count -> BigInt,
        comment_count -> BigInt,
        good_count -> BigInt,
        bad_count -> BigInt,
        // Of the version before; nothing reads or writes it any more.
        unread_count -> BigInt,
        about_md -> Text,
        about_html -> Text,
        location -> Text,
        website -> Text,
        avatar -> Nullable<Text>,
        language -> Text,
        time_zone -> Text,
        theme -> Text,
        silenced_until -> Nullable<BigInt>,
        suspended_until -> Nullable<BigInt>,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        name_key -> Text,
    }
}

diesel::table! {
    accounts (member_id) {
        member_id -> BigInt,
        email -> Text,
        email_key -> Text,
        email_confirmed_at -> Nullable<BigInt>,
        password_hash -> Text,
        mail_awards -> Bool,
        mail_answers -> Bool,
        mail_accepted -> Bool,
        mail_mentions -> Bool,
        show_toasts -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        token_hash -> Text,
        member_id -> BigInt,
        created_at -> BigInt,
        last_seen_at -> BigInt,
        expires_at -> BigInt,
        user_agent -> Text,
        address -> Text,
    }
}

diesel::table! {
    email_tokens (token_hash) {
        token_hash -> Text,
        member_id -> BigInt,
        purpose -> Text,
        email -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    categories (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        description -> Text,
        colour -> Text,
        position -> BigInt,
        topic_count -> BigInt,
        created_at -> BigInt,
        audience -> Text,
    }
}

diesel::table! {
    member_groups (id) {
        id -> BigInt,
        name -> Text,
        name_key -> Text,
        description -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    group_members (group_id, member_id) {
        group_id -> BigInt,
        member_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    feed_keys (id) {
        id -> BigInt,
        member_id -> BigInt,
        token_hash -> Text,
        name -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        name -> Text,
        description -> Text,
        topic_count -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    topics (id) {
        id -> BigInt,
        kind -> Text,
        category_id -> BigInt,
        author_id -> Nullable<BigInt>,
        title -> Text,
        slug -> Text,
        tag_names -> Text,
        opening_post_id -> Nullable<BigInt>,
        accepted_post_id -> Nullable<BigInt>,
        accepted_event_id -> Nullable<BigInt>,
        answer_count -> BigInt,
        score -> BigInt,
        view_count -> BigInt,
        pinned -> Bool,
        locked_at -> Nullable<BigInt>,
        created_at -> BigInt,
        active_at -> BigInt,
        last_member_id -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        hidden_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    topic_tags (topic_id, tag_id) {
        topic_id -> BigInt,
        tag_id -> BigInt,
        active_at -> BigInt,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        topic_id -> BigInt,
        kind -> Text,
        author_id -> Nullable<BigInt>,
        author_name -> Text,
        body_md -> Text,
        body_html -> Text,
        score -> BigInt,
        comment_count -> BigInt,
        accepted -> Bool,
        revision -> BigInt,
        created_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        edited_by -> Nullable<BigInt>,
        wiki_at -> Nullable<BigInt>,
        hidden_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        deleted_by -> Nullable<BigInt>,
        deleted_event_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    revisions (id) {
        id -> BigInt,
        post_id -> BigInt,
        number -> BigInt,
        editor_id -> Nullable<BigInt>,
        title -> Nullable<Text>,
        tag_names -> Nullable<Text>,
        body_md -> Text,
        note -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        post_id -> BigInt,
        topic_id -> BigInt,
        author_id -> Nullable<BigInt>,
        author_name -> Text,
        body_md -> Text,
        body_html -> Text,
        created_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        deleted_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    topic_links (from_topic_id, to_topic_id) {
        from_topic_id -> BigInt,
        to_topic_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    votes (id) {
        id -> BigInt,
        post_id -> BigInt,
        member_id -> Nullable<BigInt>,
        author_id -> Nullable<BigInt>,
        value -> BigInt,
        event_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    bookmarks (member_id, topic_id) {
        member_id -> BigInt,
        topic_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    follows (member_id, topic_id) {
        member_id -> BigInt,
        topic_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    topic_reads (member_id, topic_id) {
        member_id -> BigInt,
        topic_id -> BigInt,
        read_at -> BigInt,
    }
}

diesel::table! {
    drafts (member_id, place) {
        member_id -> BigInt,
        place -> Text,
        title -> Text,
        body -> Text,
        tags -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    events (id) {
        id -> BigInt,
        kind -> Text,
        actor_id -> Nullable<BigInt>,
        topic_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        data -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    ledger_lines (id) {
        id -> BigInt,
        member_id -> BigInt,
        event_id -> BigInt,
        rule -> Text,
        rulebook_version -> BigInt,
        amount -> BigInt,
        nominal -> BigInt,
        note -> Text,
        balance -> BigInt,
        topic_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    idempotency (member_id, key_hash) {
        member_id -> BigInt,
        key_hash -> Text,
        body_hash -> Text,
        answer -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    ledger_parts (line_id, day) {
        line_id -> BigInt,
        day -> BigInt,
        wanted -> BigInt,
    }
}

diesel::table! {
    member_days (member_id, day) {
        member_id -> BigInt,
        day -> BigInt,
        points -> BigInt,
        capped -> BigInt,
        contributions -> BigInt,
    }
}

diesel::table! {
    member_metrics (member_id, metric, scope, scope_id) {
        member_id -> BigInt,
        metric -> SmallInt,
        scope -> SmallInt,
        scope_id -> BigInt,
        value -> BigInt,
    }
}

diesel::table! {
    member_metric_days (member_id, metric, scope, scope_id, day) {
        member_id -> BigInt,
        metric -> SmallInt,
        scope -> SmallInt,
        scope_id -> BigInt,
        day -> BigInt,
        value -> BigInt,
    }
}

diesel::table! {
    awards (id) {
        id -> BigInt,
        member_id -> BigInt,
        badge -> Text,
        level -> Text,
        occasion -> Text,
        event_id -> BigInt,
        rulebook_version -> BigInt,
        topic_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    notifications (id) {
        id -> BigInt,
        member_id -> BigInt,
        kind -> Text,
        event_id -> BigInt,
        actor_id -> Nullable<BigInt>,
        topic_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        data -> Text,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
        shown_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        kind -> Text,
        member_id -> BigInt,
        event_id -> Nullable<BigInt>,
        data -> Text,
        state -> Text,
        created_at -> BigInt,
        due_at -> BigInt,
        leased_until -> Nullable<BigInt>,
        attempts -> BigInt,
        last_error -> Text,
        sent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    flags (id) {
        id -> BigInt,
        post_id -> BigInt,
        topic_id -> BigInt,
        member_id -> BigInt,
        reason -> Text,
        note -> Text,
        state -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    reviews (id) {
        id -> BigInt,
        queue -> Text,
        subject -> Text,
        subject_id -> BigInt,
        topic_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        weight -> BigInt,
        open -> Bool,
        version -> BigInt,
        claimed_by -> Nullable<BigInt>,
        claimed_until -> Nullable<BigInt>,
        created_at -> BigInt,
        decision -> Nullable<Text>,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
    }
}

// Of the version before; nothing reads or writes it any more.
diesel::table! {
    review_items (id) {
        id -> BigInt,
        post_id -> BigInt,
        topic_id -> BigInt,
        open -> Bool,
        version -> BigInt,
        flag_count -> BigInt,
        created_at -> BigInt,
        decision -> Nullable<Text>,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sanctions (id) {
        id -> BigInt,
        member_id -> BigInt,
        kind -> Text,
        reason -> Text,
        by_id -> BigInt,
        created_at -> BigInt,
        ends_at -> Nullable<BigInt>,
        lifted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit_log (id) {
        id -> BigInt,
        actor_id -> Nullable<BigInt>,
        action -> Text,
        member_id -> Nullable<BigInt>,
        topic_id -> Nullable<BigInt>,
        post_id -> Nullable<BigInt>,
        reason -> Text,
        data -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    media (name) {
        name -> Text,
        member_id -> Nullable<BigInt>,
        content_type -> Text,
        width -> BigInt,
        height -> BigInt,
        bytes -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    post_media (name, post_id) {
        name -> Text,
        post_id -> BigInt,
    }
}

diesel::table! {
    rulebooks (version) {
        version -> BigInt,
        document -> Text,
        published_by -> Nullable<BigInt>,
        created_at -> BigInt,
        state -> Text,
        counts_from -> Nullable<BigInt>,
        why -> Text,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Text,
        until -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        unique_key -> Text,
        payload -> Text,
        state -> Text,
        due_at -> BigInt,
        leased_until -> Nullable<BigInt>,
        tries -> BigInt,
        last_error -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    import_rows (source, kind, external_id) {
        source -> Text,
        kind -> Text,
        external_id -> BigInt,
        local_id -> BigInt,
        digest -> BigInt,
        round -> BigInt,
    }
}

diesel::table! {
    import_runs (source) {
        source -> Text,
        round -> BigInt,
        stage -> Text,
        position -> BigInt,
        fingerprint -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    import_events (source, happened_at, sequence, kind, external_id) {
        source -> Text,
        happened_at -> BigInt,
        sequence -> BigInt,
        kind -> Text,
        external_id -> BigInt,
        data -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    members,
    accounts,
    sessions,
    email_tokens,
    categories,
    member_groups,
    group_members,
    feed_keys,
    tags,
    topics,
    topic_tags,
    posts,
    revisions,
    comments,
    topic_links,
    votes,
    bookmarks,
    follows,
    topic_reads,
    drafts,
    idempotency,
    events,
    ledger_lines,
    ledger_parts,
    member_days,
    member_metrics,
    member_metric_days,
    awards,
    notifications,
    outbox,
    flags,
    reviews,
    review_items,
    sanctions,
    audit_log,
    media,
    post_media,
    rulebooks,
    settings,
    leases,
    jobs,
    import_rows,
    import_runs,
    import_events,
);
