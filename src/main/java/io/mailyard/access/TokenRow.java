package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.base.Cidr;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A row of either table of tokens. Lists are kept as words parted by blanks. */
final class TokenRow {
    private static final String COMMON =
            "id, name, active, expires_at, scopes, addresses, previous_until, created_at,"
                    + " updated_at, last_used_at, last_used_from, secret_hash, previous_hash, ";

    /** Of the table {@code tokens}. */
    static final String OF_PLATFORM = COMMON + "account_ids";

    /** Of the table {@code account_tokens}. */
    static final String OF_ACCOUNTS = COMMON + "account_id";

    private static final int SECRET_HASH = 12;
    private static final int PREVIOUS_HASH = 13;
    private static final int WHOSE = 14;

    private TokenRow() {}

    /** Reads {@link #OF_PLATFORM}. */
    static Token ofPlatform(Row row) {
        Set<AccountId> accounts =
                words(row.text(WHOSE)).stream()
                        .map(id -> new AccountId(Long.parseLong(id)))
                        .collect(Collectors.toUnmodifiableSet());
        return token(row, new Owner.Platform(accounts));
    }

    /** Reads {@link #OF_ACCOUNTS}. */
    static Token ofAccount(Row row) {
        return token(row, new Owner.Account(new AccountId(row.number(WHOSE))));
    }

    private static Token token(Row row, Owner owner) {
        return new Token(
                new TokenId(row.number(1)),
                owner,
                row.text(2),
                row.flag(3),
                Optional.ofNullable(row.timeOrNull(4)),
                new Scopes(Set.copyOf(words(row.text(5)))),
                words(row.text(6)).stream().map(Cidr::of).toList(),
                Optional.ofNullable(row.timeOrNull(7)),
                row.time(8),
                row.time(9),
                Optional.ofNullable(row.timeOrNull(10)),
                Optional.ofNullable(row.textOrNull(11)));
    }

    /** What was found by a secret's hash: by the present one's or by the one's before. */
    static TokenStore.StoredSecret secret(Row row, Token token, String hash) {
        boolean present = row.text(SECRET_HASH).equals(hash);
        return new TokenStore.StoredSecret(
                token, present ? row.text(SECRET_HASH) : row.text(PREVIOUS_HASH), !present);
    }

    /** A page of which one row more than its limit was read. */
    static Slice<Token> page(List<Token> rows, Page page, long total) {
        boolean more = rows.size() > page.limit();
        OptionalLong next =
                more ? OptionalLong.of(rows.getLast().id().value()) : OptionalLong.empty();
        return new Slice<>(more ? rows.subList(0, page.limit()) : rows, total, next);
    }

    static String scopes(Token token) {
        return String.join(" ", token.scopes().sorted());
    }

    static String addresses(Token token) {
        return token.addresses().stream().map(Cidr::toString).collect(Collectors.joining(" "));
    }

    /** The accounts that an administrator's token is bound to. */
    static String accounts(Token token) {
        return switch (token.owner()) {
            case Owner.Platform(Set<AccountId> accounts) ->
                    accounts.stream()
                            .map(AccountId::value)
                            .sorted()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" "));
            case Owner.Account account ->
                    throw new IllegalArgumentException("a token of account " + account.id());
        };
    }

    static @Nullable Instant end(Token token) {
        return token.expiresAt().orElse(null);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }
}
