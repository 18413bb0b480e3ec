package io.mailyard.tokens;

import io.mailyard.access.Owner;
import io.mailyard.access.Scopes;
import io.mailyard.access.Token;
import io.mailyard.api.Audience;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.Cidr;
import io.mailyard.base.NameRules;
import io.mailyard.base.Page;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tokens on the wire (docs/spec/admin-api.md, section 7). */
final class TokenBody {
    /** More than any list of offices and servers. */
    private static final int MAX_ADDRESSES = 100;

    private static final int MAX_ACCOUNTS = 1000;

    static final Param<Long> ID = Param.of("id", Types.id(), "The token; absent creates one.");
    static final Param<Long> EXISTING = Param.of("id", Types.id(), "The token.").required();
    static final Param<String> NAME =
            Param.of("name", Types.text(1, 128).map(TokenBody::name), "Unique name.")
                    .requiredToCreate();
    static final Param<Boolean> ACTIVE =
            Param.of("active", Types.flag(), "Whether it works. Default true.");
    static final Param<Instant> EXPIRES_AT =
            Param.of(
                    "expires_at",
                    Types.time(),
                    "When it stops working; an empty string takes the end away.");
    static final Param<List<String>> SCOPES = scopes(Audience.ADMINISTRATOR);
    static final Param<List<String>> OWN_SCOPES = scopes(Audience.ACCOUNT);
    static final Param<List<Long>> ACCOUNT_IDS =
            Param.of(
                    "account_ids",
                    Types.array(Types.id(), MAX_ACCOUNTS),
                    "The accounts it is bound to; none: all.");
    static final Param<List<Cidr>> ADDRESSES =
            Param.of(
                    "addresses",
                    Types.array(Types.text(1, 64).map(Cidr::of), MAX_ADDRESSES),
                    "Where it may be used from, CIDR; none: anywhere.");
    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "The account whose tokens they are.").required();
    static final Param<Long> OVERLAP =
            Param.of(
                            "overlap_seconds",
                            Types.integer(0, 30L * 24 * 3600),
                            "How long the secret before works on, at most 30 days.")
                    .defaultsTo(0L);
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First id on the page, inclusive.").defaultsTo(1L);
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    private static final ObjectSchema SET =
            ObjectSchema.part()
                    .number("id", "The token.")
                    .text("name", "Unique name.")
                    .flag("active", "Whether it is taken.")
                    .time("expires_at", "When it ends by itself; null: it does not.")
                    .orNull()
                    .texts("scopes", "What it may call: read, write, NOUN:read, NOUN:write.");
    private static final ObjectSchema REST =
            ObjectSchema.part()
                    .texts("addresses", "From where it is taken, as CIDR; none: from anywhere.")
                    .time("created_at", "When it was made.")
                    .time("updated_at", "When it was changed last.")
                    .time("last_used_at", "When it was used last; null: never.")
                    .orNull()
                    .text("last_used_from", "The address that used it last.")
                    .orNull()
                    .time("previous_until", "Until when the secret before is taken too.")
                    .orNull();

    /** A token of an administrator. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Token", "An administrator's token, without its secret.")
                    .including(SET)
                    .numbers("account_ids", "The accounts that it reaches; none: all.")
                    .including(REST);

    /** A token of an account. */
    static final ObjectSchema OF_ACCOUNT =
            ObjectSchema.of("AccountToken", "An account's own token, without its secret.")
                    .including(SET)
                    .number("account_id", "The account.")
                    .including(REST);

    /** A token with its secret. */
    static final ObjectSchema ISSUED =
            ObjectSchema.of("TokenSecret", "A token's new secret.")
                    .number("saved_id", "The token.")
                    .text("token", "Its secret, shown this once.");

    /** A token that was saved, with its secret where it is new. */
    static final ObjectSchema SAVED =
            ISSUED.as("TokenSaved", "A token that was saved, with its secret where it is new.")
                    .optional();

    private TokenBody() {}

    private static Param<List<String>> scopes(Audience kind) {
        return Param.of(
                "scopes",
                Types.array(
                                Types.text(1, 64)
                                        .map(word -> Scopes.word(kind, word))
                                        .described("enum", Scopes.known(kind)),
                                64)
                        .map(TokenBody::some)
                        .described("minItems", 1),
                "What it may call: read, write, NOUN:read, NOUN:write. Default: write, which is everything.");
    }

    /** None would have to mean nothing or everything: neither is what someone wants. */
    private static List<String> some(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("must name at least one scope");
        }
        return words;
    }

    private static String name(String given) {
        if (!given.equals(given.strip())) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        return NameRules.visible(given);
    }

    /** What is absent stays as it is. */
    static Scopes scopes(Params params, Scopes before) {
        return params.find(SCOPES).map(words -> new Scopes(Set.copyOf(words))).orElse(before);
    }

    /** What is absent stays as it is; whose an account's token is never changes. */
    static Owner owner(Params params, Owner before) {
        return switch (before) {
            case Owner.Platform _ ->
                    params.find(ACCOUNT_IDS)
                            .<Owner>map(ids ->
                                    new Owner.Platform(
                                            ids.stream()
                                                    .map(AccountId::new)
                                                    .collect(Collectors.toUnmodifiableSet())))
                            .orElse(before);
            case Owner.Account _ -> before;
        };
    }

    static void write(Out out, Token token) {
        settings(out, token);
        out.time("created_at", token.createdAt())
                .time("updated_at", token.updatedAt())
                .time("last_used_at", token.lastUsedAt().orElse(null))
                .text("last_used_from", token.lastUsedFrom().orElse(null))
                .time("previous_until", token.previousUntil().orElse(null));
    }

    /** What an administrator sets, as the audit keeps it. */
    static void settings(Out out, Token token) {
        out.number("id", token.id().value())
                .text("name", token.name())
                .flag("active", token.active())
                .time("expires_at", token.expiresAt().orElse(null))
                .texts("scopes", token.scopes().sorted());
        switch (token.owner()) {
            case Owner.Platform(Set<AccountId> accounts) ->
                    out.numbers(
                            "account_ids",
                            accounts.stream().map(AccountId::value).sorted().toList());
            case Owner.Account(AccountId account) -> out.number("account_id", account.value());
        }
        out.texts("addresses", token.addresses().stream().map(Cidr::toString).toList());
    }
}
