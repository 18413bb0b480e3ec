package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.REFERENCE;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TEXT_FILE;

import io.mailyard.fields.FieldKind;
import io.mailyard.policies.PolicyKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code mailyard strategies}, {@code retry-rules}, {@code lock-rules}, {@code bounce-patterns},
 * {@code isps}, {@code keys}, {@code routes} (docs/spec/admin-api.md, section 7): four verbs each,
 * and special ones.
 */
final class PolicyCommands {
    private PolicyCommands() {}

    static List<Noun> nouns() {
        return List.of(
                noun(
                        PolicyKind.STRATEGY,
                        "id,name,concurrent_connections,messages_per_connection,connection_attempts,interval_seconds,messages_per_interval",
                        List.of(rate())),
                noun(
                        PolicyKind.RETRY_RULE,
                        "id,name,mode,retries,interval_minutes,type,exponent,random_modifier",
                        List.of(waits())),
                noun(PolicyKind.LOCK_RULE, "id,name,isp,pattern,duration_minutes"),
                noun(
                        PolicyKind.BOUNCE_PATTERN,
                        "id,name,type,isp,pattern,message",
                        List.of(tryAnswer())),
                noun(
                        PolicyKind.ISP,
                        "id,name,encoding_global,domains",
                        List.of(
                                Operation.show(
                                        "find",
                                        "isps/find",
                                        "Shows which ISP an address, a domain or a mail host belongs to.",
                                        place(
                                                "of",
                                                TEXT,
                                                "An address, a domain, or the name of a mail host.")))),
                keys(),
                noun(PolicyKind.ROUTE, "id,domain,host,port,tls"));
    }

    private static Operation rate() {
        return Operation.show(
                "rate",
                "strategies/rate",
                "Shows how much one address would send by a strategy with these numbers.",
                fields(PolicyKind.STRATEGY, "connections", "messages_per", "attempts", "seconds"));
    }

    private static Operation waits() {
        return Operation.show(
                "waits",
                "retry_rules/waits",
                "Shows when a retry rule with these numbers would try again.",
                fields(PolicyKind.RETRY_RULE, "retries", "minutes", "type", "exponent", "random"));
    }

    /** Options for the fields whose names contain one of these words. */
    private static Arg[] fields(PolicyKind<?> kind, String... words) {
        return kind.fields().stream()
                .filter(field -> Arrays.stream(words).anyMatch(field.name()::contains))
                .map(Arg::of)
                .toArray(Arg[]::new);
    }

    private static Arg[] filters(PolicyKind<?> kind) {
        List<Arg> filters = new ArrayList<>();
        filters.add(Arg.FROM_ID);
        filters.add(
                option("search", TEXT, "Only those with this text in name, domain or pattern."));
        kind.fields().stream()
                .filter(field -> field.param().isPresent())
                .filter(field -> field.codec().kind() == FieldKind.WORD)
                .forEach(field ->
                        filters.add(
                                option(
                                        field.name(),
                                        TEXT,
                                        "Only those whose " + field.name() + " is this.")));
        if (kind.fields().stream().anyMatch(field -> field.name().equals("isp"))) {
            filters.add(option("isp", REFERENCE, "Only those of this ISP, by id or name."));
        }
        filters.add(
                option(
                        "sort",
                        TEXT,
                        "id, name, with - descending"
                                + (kind == PolicyKind.BOUNCE_PATTERN
                                        ? "; tried: as they are tried."
                                        : ".")));
        filters.add(option("from", TEXT, "Where the page begins, in another order than by id."));
        return filters.toArray(Arg[]::new);
    }

    private static Operation tryAnswer() {
        return Operation.show(
                "try",
                "bounce_patterns/try",
                "Shows what an answer of a mail host means, and which pattern says so.",
                place("answer", TEXT, "The answer, for example '550 5.1.1 User unknown'."),
                option("isp", REFERENCE, "The recipient's ISP, by id or name."),
                option("to", TEXT, "The recipient, or its domain, in place of its ISP."),
                option("host", TEXT, "The name of the mail host that answered."),
                option(
                        "stage",
                        TEXT,
                        "What was answered, for example mail, rcpt, end; default rcpt."));
    }

    private static Noun keys() {
        return noun(
                PolicyKind.KEY,
                "id,name,kind,algorithm,domain,selector,state",
                List.of(
                        Operation.show(
                                "check",
                                "keys/check",
                                "Asks DNS whether a DKIM key is published.",
                                place("id", NUMBER, "The key's id."))),
                new Arg(
                        "private_key",
                        TEXT_FILE,
                        "--private-key-file",
                        false,
                        "A file with the private key in PEM (PKCS#8); without it a key pair is generated."));
    }

    private static Noun noun(PolicyKind<?> kind, String columns) {
        return noun(kind, columns, List.of());
    }

    /**
     * A noun of a kind of policy.
     *
     * @param columns columns of the list, separated by commas
     * @param more verbs besides the four
     * @param args arguments of {@code save} after its fields
     */
    private static Noun noun(
            PolicyKind<?> kind, String columns, List<Operation> more, Arg... args) {
        String api = kind.noun();
        String one = kind.one();
        Arg id = place("id", NUMBER, "Its id.");
        List<Arg> save = new ArrayList<>();
        save.add(
                placeOrNone(
                        "id",
                        NUMBER,
                        "The " + one + " to change; without it a new one is created."));
        save.addAll(Arrays.asList(Arg.of(kind.fields())));
        save.addAll(Arrays.asList(args));
        List<Operation> verbs = new ArrayList<>();
        verbs.add(
                Operation.list(
                        "list",
                        api + "/list",
                        "Lists them by id.",
                        Arrays.asList(columns.split(",", -1)),
                        filters(kind)));
        verbs.add(Operation.show("get", api + "/get", "Shows " + kind.aOne() + ".", id));
        verbs.add(
                Operation.save(
                        "save",
                        api + "/save",
                        "Creates "
                                + kind.aOne()
                                + ", or changes one: options that are not given stay unchanged.",
                        "saved",
                        save.toArray(Arg[]::new)));
        verbs.addAll(more);
        verbs.add(
                Operation.delete(
                        "delete",
                        api + "/delete",
                        "Deletes " + kind.aOne() + " that nothing uses.",
                        id));
        return new Noun(api.replace('_', '-'), one, kind.says(), List.copyOf(verbs));
    }
}
