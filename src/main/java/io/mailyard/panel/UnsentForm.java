package io.mailyard.panel;

import io.mailyard.http.Query;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A form that was sent when its session had ended: kept through the sign-in, in the pages
 * themselves, so that what was typed is not lost. Passwords, codes and private keys are left out.
 *
 * @param root below which the pages are that it may be sent to
 * @param action where it was sent
 * @param body its fields, as they were sent
 */
record UnsentForm(String root, String action, String body) {
    static final UnsentForm NONE = new UnsentForm("", "", "");

    /** Longer than any form of the panel. */
    private static final int MOST_CHARS = 256 * 1024;

    private static final Set<String> LEFT_OUT =
            Set.of(
                    "csrf",
                    "password",
                    "present",
                    "fresh",
                    "again",
                    "secret",
                    "private_key",
                    "client_secret",
                    "bind_password",
                    "code",
                    "typed");

    /** The form that a visit sends; none where it is another, or nothing to keep. */
    static UnsentForm of(Surface surface, Visit visit) {
        if (visit.isMultipart()) {
            return NONE;
        }
        String body = new String(visit.request().body(), StandardCharsets.UTF_8);
        UnsentForm form = new UnsentForm(surface.root(), visit.request().path(), body);
        return form.isFit() ? form : NONE;
    }

    /** The form that the page to sign in has carried. */
    static UnsentForm carried(Surface surface, Visit visit) {
        UnsentForm form =
                new UnsentForm(surface.root(), visit.field("unsent_to"), visit.field("unsent"));
        return form.isFit() ? form : NONE;
    }

    private boolean isFit() {
        return action.startsWith(root + "/")
                && Html.back(root, action).equals(action)
                && !action.equals(root + SignInPages.OUT)
                && body.length() <= MOST_CHARS
                && !fields().isEmpty();
    }

    boolean isThere() {
        return !action.isEmpty();
    }

    /** What is sent again. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        Query.fields(body)
                .forEach((name, value) -> {
                    if (!LEFT_OUT.contains(name)) {
                        fields.put(name, value);
                    }
                });
        return fields;
    }

    /** The same without what is left out. */
    String kept() {
        StringBuilder kept = new StringBuilder();
        fields().forEach((name, value) ->
                kept.append(kept.isEmpty() ? "" : "&")
                        .append(Panel.encoded(name))
                        .append('=')
                        .append(Panel.encoded(value)));
        return kept.toString();
    }
}
