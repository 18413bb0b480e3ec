package io.mailyard.events;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.VisibleText;
import io.mailyard.wire.HttpAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/** Webhooks on the wire (docs/spec/admin-api.md, section 7). */
final class WebhookBody {
    /** Words of events, and * for all. */
    static final List<String> WORDS = words();

    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Whose events; absent: the platform's webhooks.");
    static final Param<Long> OVERLAP =
            Param.of(
                            "overlap_seconds",
                            Types.integer(0, 30L * 24 * 3600),
                            "How long the secret before signs too, at most 30 days.")
                    .defaultsTo(0L);

    /** A new secret. */
    static final ObjectSchema ISSUED =
            ObjectSchema.of("WebhookSecret", "A webhook's new secret.")
                    .number("saved_id", "The webhook.")
                    .text("secret", "Its secret, shown this once.");

    /** A saved webhook; only a new one has its secret. */
    static final ObjectSchema SAVED =
            ISSUED.as("WebhookSaved", "A webhook that was saved, with its secret where it is new.")
                    .optional();

    private WebhookBody() {}

    private static List<String> words() {
        List<String> words = new ArrayList<>(EventKind.words());
        words.add(Webhook.ALL);
        return List.copyOf(words);
    }

    static String word(String given) {
        String word = given.strip().toLowerCase(Locale.ROOT);
        if (!WORDS.contains(word)) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(given)
                            + "' is not one of "
                            + String.join(", ", WORDS));
        }
        return word;
    }

    static List<String> some(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("must name at least one event, or *");
        }
        return words.contains(Webhook.ALL)
                ? List.of(Webhook.ALL)
                : List.copyOf(new LinkedHashSet<>(words));
    }

    static String url(String given) {
        if (given.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
        }
        URI uri = HttpAddress.checked(given);
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must not hold a # part: it is never sent");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("port " + uri.getPort() + " is not from 1 to 65535");
        }
        return given;
    }
}
