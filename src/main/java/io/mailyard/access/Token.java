package io.mailyard.access;

import io.mailyard.api.Audience;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Schemas;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.Cidr;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An API token, an administrator's or an account's own (docs/spec/admin-api.md, section 7). Each
 * field is declared here once.
 */
public record Token(FieldValues values) implements FieldRow {
    /** More than any list of offices and servers. */
    private static final int MAX_ADDRESSES = 100;

    private static final int MAX_ACCOUNTS = 1000;
    private static final int MAX_SCOPES = 64;

    /** Scopes as words. */
    public static final ColumnCodec<Scopes> SCOPES_CODEC =
            ColumnCodec.WORDS.map(words -> new Scopes(Set.copyOf(words)), Scopes::sorted);

    /** Unique among the tokens of both kinds. */
    public static final Field<Long> ID = Field.id("The token.");

    /** The owner; {@link AccountId#PLATFORM}: the token is an administrator's. */
    public static final Field<AccountId> ACCOUNT =
            Field.own(
                            "account_id",
                            ColumnCodec.NUMBER.map(AccountId::new, AccountId::value),
                            "The account.")
                    .key();

    public static final Field<String> NAME = Field.plainlyNamed("Unique name.");
    private static final Field<Boolean> ACTIVE =
            Field.flag("active", true, "Whether it works. Default true.");

    /** The types of times have a value of their own for an empty text. */
    public static final Field<Optional<Instant>> EXPIRES_AT =
            Field.of(
                    "expires_at",
                    Types.time().map(end -> Optional.of(end).filter(Types::isGiven)),
                    ColumnCodec.TIME,
                    Optional.empty(),
                    "When it stops working; an empty string takes the end away; null: never.");

    private static final Field<Scopes> SCOPES = scopes(Audience.ADMINISTRATOR);
    private static final Field<Scopes> OWN_SCOPES = scopes(Audience.ACCOUNT);
    private static final Field<Set<AccountId>> ACCOUNT_IDS =
            Field.of(
                    "account_ids",
                    Types.array(Types.id(), MAX_ACCOUNTS).map(Token::accounts),
                    new ColumnCodec<>(
                            FieldKind.NUMBERS,
                            ids ->
                                    sorted(ids).stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(" ")),
                            (row, column) ->
                                    accounts(
                                            ColumnCodec.words(row.text(column)).stream()
                                                    .map(Long::valueOf)
                                                    .toList()),
                            (out, name, ids) -> out.numbers(name, sorted(ids)),
                            ColumnCodec.NUMBERS.schema()),
                    Set.of(),
                    "The accounts it is bound to; none: all.");
    private static final Field<List<Cidr>> ADDRESSES =
            Field.of(
                    "addresses",
                    Types.array(Types.text(1, 64).map(Cidr::of), MAX_ADDRESSES),
                    ColumnCodec.WORDS.map(
                            words -> words.stream().map(Cidr::of).toList(),
                            ranges -> ranges.stream().map(Cidr::toString).toList()),
                    List.of(),
                    "Where it may be used from, CIDR; none: anywhere.");

    /** Owner of a personal token, which can do no more than that person and ends with it. */
    public static final Field<Optional<AdministratorId>> ADMINISTRATOR_ID =
            Field.own(
                            "administrator_id",
                            new ColumnCodec<Optional<AdministratorId>>(
                                    FieldKind.NUMBER,
                                    id -> id.map(AdministratorId::value).orElse(0L),
                                    (row, column) ->
                                            Optional.of(row.number(column))
                                                    .filter(id -> id > 0)
                                                    .map(AdministratorId::new),
                                    (out, name, id) ->
                                            out.numberOrNull(
                                                    name,
                                                    id.map(AdministratorId::value).orElse(null)),
                                    Schemas.orNull(Schemas.integer())),
                            Optional.empty(),
                            "The administrator whose personal token it is; null: a service token.")
                    .once();

    private static final Field<Instant> CREATED_AT = Field.createdAt();
    public static final Field<Instant> UPDATED_AT = Field.updatedAt();
    private static final Field<Optional<Instant>> LAST_USED_AT =
            Field.own(
                            "last_used_at",
                            ColumnCodec.TIME,
                            Optional.empty(),
                            "When it was used last; null: never.")
                    .once();
    public static final Field<Optional<String>> LAST_USED_FROM =
            Field.own(
                            "last_used_from",
                            ColumnCodec.TEXT_OR_NULL,
                            Optional.empty(),
                            "The address that used it last.")
                    .once();
    private static final Field<Optional<Instant>> PREVIOUS_UNTIL =
            Field.own(
                            "previous_until",
                            ColumnCodec.TIME,
                            Optional.empty(),
                            "Until when the secret before works too.")
                    .once();
    private static final Field<Optional<String>> PREFIX =
            Field.own(
                            "prefix",
                            ColumnCodec.TEXT_OR_NULL,
                            Optional.empty(),
                            "The first characters of its secret, to know it again; null: it was made"
                                    + " before they were kept.")
                    .once();
    public static final Field<Optional<String>> CREATED_BY =
            Field.own(
                            "created_by",
                            ColumnCodec.TEXT_OR_NULL,
                            Optional.empty(),
                            "Who made it, as the audit names them; null: it was made before this was"
                                    + " kept.")
                    .once();
    static final Field<String> SECRET_HASH = Field.own("secret_hash", "Never shown.").once();
    static final Field<Optional<String>> PREVIOUS_HASH =
            Field.own(
                            "previous_hash",
                            ColumnCodec.TEXT_OR_NULL,
                            Optional.empty(),
                            "Of the secret before; never shown.")
                    .once();

    /** Of an administrator's token, in the order in which they are shown. */
    public static final List<Field<?>> OF_PLATFORM =
            Fields.joined(shown(SCOPES, ACCOUNT_IDS), List.of(ADMINISTRATOR_ID));

    /** Of an account's own. */
    public static final List<Field<?>> OF_ACCOUNT = shown(OWN_SCOPES, ACCOUNT);

    /** Of an account's own, as the account itself sees it. */
    public static final List<Field<?>> OF_CALLER =
            OF_ACCOUNT.stream().filter(field -> !field.equals(ACCOUNT)).toList();

    /** Every column. */
    static final List<Field<?>> ALL =
            Fields.joined(OF_PLATFORM, List.of(ACCOUNT, SECRET_HASH, PREVIOUS_HASH));

    public static final ObjectSchema PLATFORM_SCHEMA =
            Fields.declare(
                    ObjectSchema.of("Token", "An administrator's token, without its secret."),
                    OF_PLATFORM);
    public static final ObjectSchema ACCOUNT_SCHEMA =
            Fields.declare(
                    ObjectSchema.of("AccountToken", "An account's own token, without its secret."),
                    OF_ACCOUNT);

    public static final ObjectSchema CALLER_SCHEMA =
            Fields.declare(
                    ObjectSchema.of(
                            "OwnToken", "A token of the caller's account, without its secret."),
                    OF_CALLER);

    private static List<Field<?>> shown(Field<Scopes> scopes, Field<?> accounts) {
        return List.of(
                ID,
                NAME,
                ACTIVE,
                EXPIRES_AT,
                scopes,
                accounts,
                ADDRESSES,
                CREATED_AT,
                UPDATED_AT,
                LAST_USED_AT,
                LAST_USED_FROM,
                PREVIOUS_UNTIL,
                PREFIX,
                CREATED_BY);
    }

    /** A list of scopes of a kind of token, at least one. */
    public static Type<Scopes> scopesType(Audience kind) {
        return Types.array(
                        Types.text(1, 64)
                                .map(word -> Scopes.word(kind, word))
                                .described("enum", Scopes.known(kind)),
                        MAX_SCOPES)
                .map(Token::some)
                .described("minItems", 1)
                .map(words -> new Scopes(Set.copyOf(words)));
    }

    private static Field<Scopes> scopes(Audience kind) {
        return Field.of(
                "scopes",
                scopesType(kind),
                SCOPES_CODEC,
                Scopes.ALL,
                "What it may call: read, write, NOUN:read, NOUN:write. Default: write, which is"
                        + (kind == Audience.ACCOUNT
                                ? " everything but what messages say: content:read."
                                : " everything."));
    }

    /** None would have to mean nothing or everything: neither is what someone wants. */
    private static List<String> some(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("must name at least one scope");
        }
        return words;
    }

    private static Set<AccountId> accounts(List<Long> ids) {
        return ids.stream().map(AccountId::new).collect(Collectors.toUnmodifiableSet());
    }

    private static List<Long> sorted(Set<AccountId> ids) {
        return ids.stream().map(AccountId::value).sorted().toList();
    }

    /** Fields of the tokens of an account, or of the platform. */
    public static List<Field<?>> fields(AccountId account) {
        return account.equals(AccountId.PLATFORM) ? OF_PLATFORM : OF_ACCOUNT;
    }

    /**
     * A token that was never used.
     *
     * @param by who makes it, as the audit names them
     */
    public static Token of(
            TokenId id,
            AccountId account,
            FieldValues given,
            TokenSecret secret,
            String by,
            Instant now) {
        return new Token(
                FieldValues.initial(ALL)
                        .under(given)
                        .with(ID, id.value())
                        .with(ACCOUNT, account)
                        .with(SECRET_HASH, secret.hash())
                        .with(PREFIX, Optional.of(secret.shownPrefix()))
                        .with(CREATED_BY, Optional.of(by))
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** A token that stands for a signed-in administrator, with the same rights. */
    public static Token of(AdministratorId administrator, Scopes scopes) {
        return of(TokenId.of(administrator), AccountId.PLATFORM, scopes);
    }

    /** A token that stands for a signed-in person, with the same rights. */
    public static Token of(TokenId person, AccountId account, Scopes scopes) {
        return new Token(
                FieldValues.initial(ALL)
                        .with(ID, person.value())
                        .with(ACCOUNT, account)
                        .with(SCOPES, scopes));
    }

    /** Makes it a person's own; empty: a service token. */
    public Token ofPerson(Optional<AdministratorId> administrator) {
        return new Token(values.with(ADMINISTRATOR_ID, administrator));
    }

    /** Restricts an administrator's token to these scopes. */
    public Token within(Scopes limit) {
        return new Token(values.with(SCOPES, scopes().and(limit)));
    }

    /** Number of the token; of a signed-in person's stand-in, the person's number. */
    public TokenId id() {
        return new TokenId(get(ID));
    }

    /** Whose it is, with the accounts that an administrator's is bound to. */
    public Owner owner() {
        return isPlatform()
                ? new Owner.PlatformOwner(get(ACCOUNT_IDS))
                : new Owner.AccountOwner(get(ACCOUNT));
    }

    /** Whether it is an administrator's. */
    private boolean isPlatform() {
        return get(ACCOUNT).equals(AccountId.PLATFORM);
    }

    /** Unique among the tokens of its owner, in any case. */
    public String name() {
        return get(NAME);
    }

    /** Whether it is switched on; one that is may have expired all the same. */
    public boolean active() {
        return get(ACTIVE);
    }

    /** The person whose own it is; empty: a service token, or an account's. */
    public Optional<AdministratorId> administrator() {
        return get(ADMINISTRATOR_ID);
    }

    /** When it stops working; empty: never. */
    public Optional<Instant> expiresAt() {
        return get(EXPIRES_AT);
    }

    /** Calls that it permits; of a person's token, before the person's role narrows them. */
    public Scopes scopes() {
        return get(SCOPES);
    }

    /** Where it may be used from; empty: anywhere. */
    public List<Cidr> addresses() {
        return get(ADDRESSES);
    }

    /** Until when the secret before the last rotation works too. */
    public Optional<Instant> previousUntil() {
        return get(PREVIOUS_UNTIL);
    }

    /** Scopes, accounts, addresses or end, in words, in which {@code other} is stronger. */
    public Optional<String> lacks(Token other) {
        if (!scopes().include(owner().audience(), other.scopes())) {
            return Optional.of("its scopes are " + String.join(", ", other.scopes().sorted()));
        }
        if (!owner().covers(other.owner())) {
            return Optional.of("it reaches other accounts");
        }
        if (!addresses().isEmpty()
                && (other.addresses().isEmpty()
                        || !other.addresses().stream().allMatch(this::lets))) {
            return Optional.of("it may be used from other addresses");
        }
        if (expiresAt().isPresent()
                && other.expiresAt().filter(end -> !end.isAfter(expiresAt().get())).isEmpty()) {
            return Optional.of("it works longer");
        }
        return Optional.empty();
    }

    /** Whether it may be used from an address. */
    public boolean mayComeFrom(String address) {
        return addresses().isEmpty()
                || addresses().stream().anyMatch(range -> range.contains(address));
    }

    /** Whether it is an administrator's that reaches this account. */
    public boolean reaches(Owner.AccountOwner account) {
        return owner() instanceof Owner.PlatformOwner own
                && (own.accounts().isEmpty() || own.accounts().contains(account.id()));
    }

    private boolean lets(Cidr range) {
        return addresses().stream().anyMatch(own -> own.covers(range));
    }

    /** Whether it reaches everything, from anywhere, without end: it can mend all others. */
    public boolean unlimited() {
        return active()
                && expiresAt().isEmpty()
                && scopes().permit("tokens", true)
                && scopes().include(Audience.ADMINISTRATOR, Scopes.ALL)
                && owner().equals(Owner.platform())
                && administrator().isEmpty()
                && addresses().isEmpty();
    }
}
