package io.mailyard.providers;

import io.mailyard.base.EmailAddress;
import io.mailyard.base.NameRules;
import io.mailyard.fields.LineText;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Claims of a provider about a person. */
record OidcClaims(Value.Members claims) {
    /** Of a token of 256 KB; those beyond give no role. */
    private static final int MOST_GROUPS = 2_000;

    private static final int MAX_NAME = 128;

    static OidcClaims of(String json) {
        return new OidcClaims(JsonText.read(json));
    }

    /** Name and mail address alone. */
    static OidcClaims ofPerson(String name, String email) {
        return new OidcClaims(
                new Value.Members(
                        Map.of("name", new Value.Text(name), "email", new Value.Text(email))));
    }

    /** These, and those of {@code more} that are not among them. */
    OidcClaims and(OidcClaims more) {
        Map<String, Value> all = new LinkedHashMap<>(more.claims.values());
        all.putAll(claims.values());
        return new OidcClaims(new Value.Members(all));
    }

    boolean has(String claim) {
        return find(claim).isPresent();
    }

    /** By its whole name, else by the way of its dots through objects. */
    private Optional<Value> find(String claim) {
        Value whole = claims.values().get(claim);
        if (whole != null) {
            return Optional.of(whole);
        }
        Value at = claims;
        for (String part : claim.split("\\.", -1)) {
            if (!(at instanceof Value.Members members) || members.values().get(part) == null) {
                return Optional.empty();
            }
            at = members.values().get(part);
        }
        return Optional.of(at);
    }

    String text(String claim) {
        return find(claim).orElse(null) instanceof Value.Text(String text) ? text : "";
    }

    private Set<String> texts(String claim) {
        Set<String> texts = new LinkedHashSet<>();
        switch (find(claim).orElse(null)) {
            case Value.Text(String text) -> texts.add(text);
            case Value.Items items ->
                    items.values().stream()
                            .limit(MOST_GROUPS)
                            .forEach(item -> {
                                if (item instanceof Value.Text(String text)) {
                                    texts.add(text);
                                }
                            });
            case null, default -> {}
        }
        return texts;
    }

    String name() {
        String name = LineText.toLine(text("name"));
        return name.codePointCount(0, name.length()) > MAX_NAME ? "" : name;
    }

    String email() {
        boolean unverified =
                find("email_verified").orElse(null) instanceof Value.Flag(boolean is) && !is;
        try {
            String email = NameRules.visible(text("email"));
            return unverified || email.isEmpty() ? "" : EmailAddress.checked(email);
        } catch (IllegalArgumentException unfit) {
            return "";
        }
    }

    /** Whether the provider says that the address is the person's. */
    private boolean emailVerified() {
        return !email().isEmpty()
                && find("email_verified").orElse(null) instanceof Value.Flag(boolean is)
                && is;
    }

    ProvidedIdentity identity(OidcPeer provider, String subject) {
        return new ProvidedIdentity(
                provider,
                subject,
                text(provider.loginClaim()),
                name(),
                email(),
                emailVerified(),
                texts(provider.groupsClaim()),
                provider.roles(),
                texts("amr"));
    }
}
