package io.mailyard.panel;

import io.mailyard.access.Token;
import io.mailyard.api.Audience;
import io.mailyard.fields.Field;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose tokens a page shows: administrators', or an account's own.
 *
 * @param path of the list
 * @param calls the path of their calls, such as {@code tokens}
 * @param noun whose scope the calls need
 * @param keys the parameters that say whose they are
 * @param head what stands above the list
 */
record TokenPlace(
        PageSection section,
        String path,
        String calls,
        String noun,
        Audience audience,
        Map<String, Value> keys,
        PageHead head) {
    private static final String CALLS_OF_ACCOUNTS = "accounts/tokens";

    /** Makes the place of a request. */
    @FunctionalInterface
    interface TokenSource {
        TokenPlace of(SignedIn signedIn);
    }

    /** Administrators' tokens. */
    static TokenPlace ofAdministrators(SignedIn signedIn) {
        return new TokenPlace(
                Section.ACCESS,
                AccessTabs.TOKENS,
                "tokens",
                "tokens",
                Audience.ADMINISTRATOR,
                Map.of(),
                AccessTabs.head(signedIn, AccessTabs.TOKENS));
    }

    /** Tokens of the account in the page's path, or in the portal of the reader's own. */
    static TokenPlace ofAccount(SignedIn signedIn) {
        OwnerPlace place = OwnerPlace.of(signedIn, "tokens");
        return new TokenPlace(
                Section.ACCOUNTS,
                place.path(),
                signedIn.inPanel() ? CALLS_OF_ACCOUNTS : "tokens",
                signedIn.inPanel() ? "account_tokens" : "tokens",
                Audience.ACCOUNT,
                place.params().values(),
                place.head(signedIn, "tokens", signedIn.words().text("tab.tokens"))
                        .done(AccessTabs.done(signedIn)));
    }

    boolean isOfAdministrators() {
        return audience == Audience.ADMINISTRATOR;
    }

    boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(noun);
    }

    List<Field<?>> fields() {
        return isOfAdministrators() ? Token.OF_PLATFORM : Token.OF_ACCOUNT;
    }

    String call(String verb) {
        return calls + "/" + verb;
    }

    /** Parameters of a call: names and values in turn. */
    Value.Members params(Object... namesAndValues) {
        Map<String, Value> params = new LinkedHashMap<>(keys);
        params.putAll(Values.members(namesAndValues).values());
        return new Value.Members(params);
    }

    /** Parameters that say whose the tokens are: names and values in turn. */
    Object[] keysInTurn() {
        return keys.entrySet().stream()
                .flatMap(key -> List.<Object>of(key.getKey(), key.getValue()).stream())
                .toArray();
    }

    /** The page of a token. */
    String path(Value.Members token) {
        return path + "/" + Values.number(token, "id");
    }

    /** Head of a page of one token. */
    PageHead below(Translations words, String title) {
        if (isOfAdministrators()) {
            return AccessTabs.below(words, words.text("access.tokens"), path, title, head.done());
        }
        return head.below(title, path).done(head.done());
    }
}
