package io.mailyard.domains;

import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An account's claim of a domain, as in its row. Each field is declared here once: its parameter,
 * its column, its member on the wire.
 */
public record Domain(FieldValues values) implements FieldRow {
    /** Time after which a claim that is not proved ends. */
    static final Duration PENDING_FOR = Duration.ofDays(14);

    /** Time to restore a proof that a check no longer found. */
    static final Duration WARNING_FOR = Duration.ofDays(3);

    /**
     * Maximum number of accounts in a list: a customer's brands, staging and live, are a few; a
     * platform's domain may have every account that wrote from it before there were domains.
     */
    static final int MAX_ACCOUNTS = 10_000;

    /** Maximum length: a domain of 243 octets has at most this many characters in U-labels. */
    private static final int MAX_GIVEN = 1000;

    static final Field<Long> ID = Field.id("The claim.");

    /** The claiming account; {@link AccountId#PLATFORM}: the platform. */
    static final Field<AccountId> ACCOUNT =
            Field.own(
                            "account_id",
                            ColumnCodec.OWNER,
                            "The account that claims it; null: the platform.")
                    .key();

    static final Field<String> DOMAIN =
            Field.text(
                    "domain",
                    Types.text(1, MAX_GIVEN).map(DomainNames::claimable),
                    "The domain, in U-labels or A-labels; it covers its subdomains.");
    static final Field<String> USE =
            Field.word(
                    "use",
                    "Of a platform domain: return_path, or from, which lets accounts write From"
                            + " it. Default return_path.",
                    "return_path",
                    "from");
    static final Field<List<Long>> ACCOUNT_IDS =
            Field.of(
                            "account_ids",
                            Types.array(Types.id(), MAX_ACCOUNTS)
                                    .map(ids -> ids.stream().distinct().sorted().toList()),
                            ColumnCodec.NUMBERS.as(FieldKind.IDS),
                            List.of(),
                            "Further accounts that may use it; of a platform domain, which accounts:"
                                    + " empty is all.")
                    .naming("accounts");
    static final Field<String> STATE =
            Field.own(
                    "state",
                    ColumnCodec.word(DomainState.words()),
                    "pending",
                    "pending: not proved; verified: owned; warning: owned, but the last check found"
                            + " no proof.");
    static final Field<Boolean> VOUCHED =
            Field.flag(
                            "vouched",
                            false,
                            "Whether an administrator vouches for it, and no check takes it away."
                                    + " Set only by tokens that are bound to no account.")
                    .sentAs("verified");
    static final Field<String> PROOF = Field.own("proof", "How it was proved; empty: it was not.");
    static final Field<String> CHALLENGE =
            Field.own("challenge", "What the record of the proof has to say.");
    static final Field<Long> KEY_ID =
            Field.own(
                    "key_id",
                    ColumnCodec.NUMBER,
                    0L,
                    "The DKIM key that was made with it; 0: none.");
    static final Field<Optional<Instant>> STATE_SINCE =
            Field.own(
                    "state_since",
                    ColumnCodec.TIME,
                    Optional.empty(),
                    "Since when it is in its state.");
    static final Field<Optional<Instant>> VERIFIED_AT =
            Field.own("verified_at", ColumnCodec.TIME, Optional.empty(), "When it was proved.");
    static final Field<Optional<Instant>> CHECKED_AT =
            Field.own("checked_at", ColumnCodec.TIME, Optional.empty(), "When DNS was asked last.");
    static final Field<Optional<Instant>> NEXT_CHECK_AT =
            Field.own(
                    "next_check_at", ColumnCodec.TIME, Optional.empty(), "When DNS is asked next.");

    /** All fields, in the order in which they are shown. */
    static final List<Field<?>> FIELDS =
            List.of(
                    DOMAIN,
                    STATE,
                    USE,
                    ACCOUNT_IDS,
                    VOUCHED,
                    PROOF,
                    CHALLENGE,
                    KEY_ID,
                    STATE_SINCE,
                    VERIFIED_AT,
                    CHECKED_AT,
                    NEXT_CHECK_AT);

    /** Fields of a call that are stored unchanged. */
    static final List<Field<?>> GIVEN = List.of(DOMAIN, USE, ACCOUNT_IDS);

    /** Fields that an administrator sets. */
    public static final List<Field<?>> SETTABLE = List.of(USE, ACCOUNT_IDS, VOUCHED);

    /**
     * Fields that an administrator gives to claim an account's domain; {@link #USE} is of the
     * platform's.
     */
    public static final List<Field<?>> CLAIM = List.of(DOMAIN, ACCOUNT_IDS, VOUCHED);

    /** Fields that an account itself gives to claim a domain. */
    public static final List<Field<?>> OWN_CLAIM = List.of(DOMAIN);

    /** Fields that an administrator changes of an account's domain. */
    public static final List<Field<?>> CLAIM_SETTINGS = List.of(ACCOUNT_IDS, VOUCHED);

    static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();
    static final List<Field<?>> TIMES = List.of(CREATED_AT, UPDATED_AT);

    /** Every column. */
    static final List<Field<?>> ALL =
            Stream.of(List.of(ID, ACCOUNT), FIELDS, TIMES).<Field<?>>flatMap(List::stream).toList();

    /** A new claim. */
    static Domain of(long id, AccountId account, Instant now, FieldValues values) {
        return new Domain(
                values.with(ID, id)
                        .with(ACCOUNT, account)
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** The claim with another value of a field. */
    <V> Domain with(Field<V> field, V value) {
        return new Domain(values.with(field, value));
    }

    /** Number of the claim, from 1: two accounts that claim one domain have a claim each. */
    public long id() {
        return get(ID);
    }

    /** The claiming account; {@link AccountId#PLATFORM}: the platform. */
    public AccountId account() {
        return get(ACCOUNT);
    }

    /** The claim in another state, from this time on. */
    Domain in(DomainState state, Instant now) {
        return with(STATE, state.word()).with(STATE_SINCE, Optional.of(now));
    }

    /** In A-labels. */
    public String domain() {
        return get(DOMAIN);
    }

    /**
     * State of the claim; the account owns the domain in every state but {@link
     * DomainState#PENDING}.
     */
    public DomainState state() {
        return DomainState.of(get(STATE));
    }

    /** Whether an administrator vouched for it, so that no check takes it away. */
    public boolean isVouched() {
        return get(VOUCHED);
    }

    /** Whether the account owns the domain. */
    public boolean isOwned() {
        return state() != DomainState.PENDING;
    }

    /** Whether the platform claims it. */
    public boolean isPlatform() {
        return account().equals(AccountId.PLATFORM);
    }

    /** The name under which the challenge is published, as TXT. */
    public String challengeName() {
        return DomainNames.PROOF_LABEL + domain();
    }

    /** The TXT record that proves the claim. */
    public String challenge() {
        return get(CHALLENGE);
    }

    /** Whether another account was first, so that it needs a new challenge. */
    public boolean isVoid() {
        return challenge().isEmpty();
    }

    /** The DKIM key that was created for this claim; 0 if there is none. */
    public long keyId() {
        return get(KEY_ID);
    }

    /** Start of its state. */
    public Instant stateSince() {
        return get(STATE_SINCE).orElse(get(CREATED_AT));
    }

    /** When a pending claim ends, or a claim in warning becomes pending; empty: never. */
    Optional<Instant> ends() {
        return switch (state()) {
            case PENDING -> Optional.of(stateSince().plus(PENDING_FOR));
            case VERIFIED -> Optional.empty();
            case WARNING ->
                    isVouched() ? Optional.empty() : Optional.of(stateSince().plus(WARNING_FOR));
        };
    }

    /** The claim as an owned domain. */
    DomainOwner owner() {
        return new DomainOwner(
                id(),
                account(),
                domain(),
                state(),
                DomainUse.of(get(USE)),
                get(ACCOUNT_IDS).stream().map(AccountId::new).collect(Collectors.toSet()));
    }
}
