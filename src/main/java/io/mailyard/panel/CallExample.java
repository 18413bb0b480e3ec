package io.mailyard.panel;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A call as a person would make it elsewhere.
 *
 * @param curl for a shell, with the token in a variable
 * @param command for the command line; empty: there is none
 */
public record CallExample(String curl, String command) {
    private static final Map<String, String> NOUNS =
            Map.ofEntries(
                    Map.entry("accounts/users", "users"),
                    Map.entry("accounts/tokens", "tokens"),
                    Map.entry("accounts/queue", "account-queue"),
                    Map.entry("senders/akmta", "senders"),
                    Map.entry("senders/queue", "queue"),
                    Map.entry("nodes/mta", "nodes"));

    /** Calls whose command has other words. */
    private static final Map<String, String> COMMANDS =
            Map.ofEntries(
                    Map.entry("platform/receipts/get", "platform receipt"),
                    Map.entry("platform/receipts/list", "platform receipts"),
                    Map.entry("senders/other/save", "senders save-other"),
                    Map.entry("accounts/users/sessions/list", "users sessions"),
                    Map.entry("administrators/sessions/list", "administrators sessions"),
                    Map.entry("account_providers/identities/list", "account-providers identities"),
                    Map.entry("statistics/get", "statistics"),
                    Map.entry("statistics/now", "rates"),
                    Map.entry("usage/get", "usage"),
                    Map.entry("ledger/get", "ledger"));

    /** Parameters that stand in a command without an option, besides ids. */
    private static final Map<String, String> PLACED =
            Map.of(
                    "bounce_patterns/try", "answer",
                    "isps/find", "of",
                    "tools/message_id", "text",
                    "tools/address", "email",
                    "tools/dns", "domain");

    /** A call with these parameters. Secrets are shown as they are given: leave them out. */
    public static CallExample of(String path, Value.Members body) {
        String json = JsonText.write(out -> body.values().forEach(out::value));
        String curl =
                "curl \"$MAILYARD_URL"
                        + Calls.BASE
                        + path
                        + "\" \\\n  -H \"Authorization: Bearer $MAILYARD_TOKEN\" \\\n"
                        + "  -H 'Content-Type: application/json' \\\n  -d "
                        + quoted(json);
        return new CallExample(curl, command(path, body));
    }

    /** A call that saves what stands in a form. */
    public static CallExample of(String path, List<FormView.Input> inputs) {
        Map<String, Value> params = new LinkedHashMap<>();
        for (FormView.Input input : inputs) {
            switch (input.kind()) {
                case "check" ->
                        params.put(input.name(), new Value.Flag(input.value().equals("true")));
                case "password", "again" -> {}
                case "checks" -> params.put(input.name(), flags(input));
                default -> params.put(input.name(), new Value.Text(input.value()));
            }
        }
        return of(path, new Value.Members(params));
    }

    private static Value.Members flags(FormView.Input input) {
        List<String> ticked = List.of(input.value().split(" "));
        Map<String, Value> flags = new LinkedHashMap<>();
        input.choices()
                .forEach(choice ->
                        flags.put(choice.value(), new Value.Flag(ticked.contains(choice.value()))));
        return new Value.Members(flags);
    }

    /** A call that saves what stands in the form of a user, whom a token has to name. */
    public static CallExample ofUser(String path, String login, List<FormView.Input> inputs) {
        List<FormView.Input> named = new ArrayList<>(inputs);
        named.addFirst(
                new FormView.Input(
                        "name", "text", "", "", login, List.of(), true, "", "", "", "", ""));
        return of(path, named);
    }

    /** A call that takes a file of CSV, with its parameters in the query. */
    static CallExample upload(String path, Value.Members params) {
        StringBuilder query = new StringBuilder();
        StringBuilder options = new StringBuilder();
        params.values()
                .forEach((name, value) -> {
                    String text = Values.shown(value);
                    query.append(query.isEmpty() ? "?" : "&").append(name).append('=').append(text);
                    options.append(" --").append(name.replace('_', '-')).append(' ').append(text);
                });
        return new CallExample(
                "curl \"$MAILYARD_URL"
                        + Calls.BASE
                        + path
                        + query
                        + "\" \\\n  -H \"Authorization: Bearer $MAILYARD_TOKEN\" \\\n"
                        + "  -H 'Content-Type: text/csv' \\\n  --data-binary @list.csv",
                "mailyard " + path.replace('/', ' ') + " list.csv" + options);
    }

    /** As the people of a surface make it; the command line is for administrators. */
    public CallExample on(Surface surface) {
        return surface.isPanel()
                ? this
                : new CallExample(curl.replace(Calls.BASE, surface.calls()), "");
    }

    private static String command(String path, Value.Members body) {
        int slash = path.lastIndexOf('/');
        String noun = path.substring(0, slash);
        StringBuilder command =
                new StringBuilder("mailyard ")
                        .append(
                                COMMANDS.getOrDefault(
                                        path,
                                        (NOUNS.getOrDefault(noun, noun)
                                                        + " "
                                                        + path.substring(slash + 1))
                                                .replace('_', '-')));
        body.values()
                .forEach((name, value) -> {
                    if (path.equals("tools/report")) {
                        // too long for a command line
                        command.append(" --file report.eml");
                        return;
                    }
                    String text = Values.shown(value);
                    boolean positional =
                            name.equals("id")
                                    || name.equals(PLACED.get(path))
                                    || (noun.equals("domains") && name.equals("domain"))
                                    || (path.endsWith("/bulk") && name.equals("act"))
                                    || (noun.equals("accounts/users")
                                            && name.matches("account_id|name"));
                    if (!positional) {
                        command.append(" --").append(name.replace('_', '-')).append(' ');
                    } else {
                        command.append(' ');
                    }
                    command.append(text.matches("[A-Za-z0-9._:/@+-]+") ? text : quoted(text));
                });
        return command.toString();
    }

    /** A word for a shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
