package io.mailyard.providers;

import io.mailyard.api.Types;
import io.mailyard.base.NameRules;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.wire.HttpAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Fields that every OpenID provider has, whoever signs in by it. */
final class OidcFields {
    private static final Pattern NAME_FORM =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern SCOPES_FORM = Pattern.compile("[!-~]+(?: [!-~]+)*");
    private static final int MAX_TEXT = 255;

    static final Field<String> TITLE =
            Field.of(
                    "title",
                    Types.text(0, 64).forNew(NameRules::visible),
                    ColumnCodec.LINE,
                    "",
                    "What the button to sign in calls it; empty: its name.");
    static final Field<String> ISSUER =
            Field.text(
                    "issuer",
                    Types.text(1, 2048).map(OidcFields::issuer).described("format", "uri"),
                    "Its issuer identifier, as its discovery document has it.");
    static final Field<String> CLIENT_ID =
            Field.neededLine("client_id", MAX_TEXT, "What this server is called at the provider.");
    static final SecretField SECRET =
            SecretField.of(
                    "client_secret",
                    "The client's secret, never answered; absent: as it is; none at all: a public client,"
                            + " by PKCE alone.",
                    "When the secret was set; null: there is none.");
    static final Field<String> SCOPES =
            Field.of(
                    "scopes",
                    Types.text(6, MAX_TEXT).map(OidcFields::scopes),
                    ColumnCodec.TEXT,
                    "openid profile email",
                    "Scopes that are asked for, openid among them. Default openid profile email.");
    static final Field<String> LOGIN_CLAIM =
            Field.of(
                    "login_claim",
                    Field.lineType(Types.text(1, 64)),
                    ColumnCodec.LINE,
                    "preferred_username",
                    "The claim that is the login of a person who signs in first. Default"
                            + " preferred_username.");

    private OidcFields() {}

    /**
     * Its name.
     *
     * @param doc where the name is seen
     */
    static Field<String> name(String doc) {
        return Field.text("name", Types.text(1, 32).map(OidcFields::checkedName), doc);
    }

    private static String checkedName(String given) {
        if (!NAME_FORM.matcher(given).matches()) {
            throw new IllegalArgumentException(
                    "must be of a-z, 0-9 and -, and begin and end with a letter or digit");
        }
        return given;
    }

    private static String issuer(String given) {
        URI address = HttpAddress.checked(given);
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("must have neither query nor fragment");
        }
        return given;
    }

    private static String scopes(String given) {
        if (!SCOPES_FORM.matcher(given).matches()
                || !List.of(given.split(" ")).contains("openid")) {
            throw new IllegalArgumentException(
                    "must be words with a space between them, openid among them");
        }
        return given;
    }

    /** A clause where a provider is another server than before. */
    static Optional<String> otherIssuer(OidcPeer before, OidcPeer after) {
        return before.issuer().equals(after.issuer())
                ? Optional.empty()
                : Optional.of("issuer changes");
    }

    /** Why people of another issuer are others. */
    static Optional<String> strangers(OidcPeer before, OidcPeer after) {
        return otherIssuer(before, after)
                .map(_ ->
                        "provider '"
                                + before.name()
                                + "' signs people in, whom another issuer does not know: make"
                                + " another provider for it");
    }
}
