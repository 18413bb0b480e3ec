package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.OBJECT;
import static io.mailyard.cli.ArgumentKind.REFERENCE;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TEXTS;
import static io.mailyard.cli.ArgumentKind.TEXT_FILE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code mailyard strategies}, {@code retry-rules}, {@code lock-rules}, {@code bounce-patterns},
 * {@code isps}, {@code keys}, {@code routes} (docs/spec/admin-api.md, section 7): four verbs each,
 * and what is particular to them.
 */
final class PolicyCommands {
    private static final Arg NAME = option("name", TEXT, "Name, unique; needed to create.");
    private static final Arg ISP =
            option("isp", REFERENCE, "For this ISP's hosts alone; '' for all.");
    private static final Arg PATTERN =
            option("pattern", TEXT, "A regular expression (RE2); needed to create.");

    private PolicyCommands() {}

    static List<Noun> nouns() {
        return List.of(
                strategies(),
                retryRules(),
                lockRules(),
                bouncePatterns(),
                isps(),
                keys(),
                routes());
    }

    private static Noun strategies() {
        return noun(
                "strategies",
                "strategy",
                "Strategies: how fast a sender's addresses send.",
                "id,name,concurrent_connections,messages_per_connection,connection_attempts,interval_seconds,messages_per_interval",
                NAME,
                option("concurrent_connections", NUMBER, "Connections at once."),
                option("messages_per_connection", NUMBER, "Messages in one connection."),
                option("connection_attempts", NUMBER, "Connections begun in an interval."),
                option("interval_seconds", NUMBER, "The interval."),
                option("helo", TEXT, "Greets by ptr, from or ip."),
                option("try_tls_first", FLAG, "Encrypts where the host offers it."),
                option("drop_message", FLAG, "Messages are purged, not delivered."));
    }

    private static Noun retryRules() {
        return noun(
                "retry_rules",
                "retry rule",
                "Retry rules: where and when a deferred message is tried again.",
                "id,name,mode,retries,interval_minutes,type,exponent,random_modifier",
                NAME,
                option("mode", TEXT, "From where: same_ip, same_node or any_node."),
                option("retries", NUMBER, "Attempts after the first."),
                option("interval_minutes", NUMBER, "The interval."),
                option("type", TEXT, "fixed, geometric or random."),
                option("exponent", TEXT, "By how much a geometric interval grows, such as 1.5."),
                option("random_modifier", TEXT, "By what part a random one is longer at most."));
    }

    private static Noun lockRules() {
        return noun(
                "lock_rules",
                "lock rule",
                "Lock rules: which answers stop a sender's attempts to an ISP for a while.",
                "id,name,isp,pattern,duration_minutes",
                NAME,
                ISP,
                PATTERN,
                option("duration_minutes", NUMBER, "How long."));
    }

    private static Noun bouncePatterns() {
        return noun(
                "bounce_patterns",
                "bounce pattern",
                "Bounce patterns: what answers of mail hosts mean.",
                "id,name,type,isp,pattern,message",
                NAME,
                option("type", TEXT, "hard, soft or bounce."),
                ISP,
                PATTERN,
                option("message", TEXT, "What to tell people that it means."));
    }

    private static Noun isps() {
        return noun(
                "isps",
                "ISP",
                "ISPs: recipient domains that are treated alike.",
                "id,name,encoding_global,domains",
                NAME,
                option("domains", TEXTS, "Its domains; '' none."),
                option("encoding_global", TEXT, "base64, quoted-printable, 8bit, 7bit, or ''."),
                option("encoding_html", TEXT, "For HTML parts."),
                option("encoding_text", TEXT, "For text parts."),
                option("headers_add", OBJECT, "Header fields to add; '' none."),
                option("headers_delete", TEXTS, "Header fields to take away; '' none."));
    }

    private static Noun keys() {
        return noun(
                "keys",
                "key",
                "Keys: to sign mail by DKIM, or to reach machines by SSH.",
                "id,name,kind,algorithm,domain,selector,state",
                List.of(
                        Operation.show(
                                "check",
                                "keys/check",
                                "Asks DNS whether a DKIM key is published.",
                                place("id", NUMBER, "The key's id."))),
                NAME,
                option("kind", TEXT, "dkim or ssh."),
                option("algorithm", TEXT, "rsa or ed25519."),
                option("domain", TEXT, "Whose mail is signed."),
                option("selector", TEXT, "Under which name it is published."),
                option("state", TEXT, "pending, active, retiring or retired."),
                option("account_id", NUMBER, "Whose key it is."),
                new Arg(
                        "private_key",
                        TEXT_FILE,
                        "--private-key-file",
                        false,
                        "A file with its private half in PEM (PKCS#8); absent: a pair is made."));
    }

    private static Noun routes() {
        return noun(
                "routes",
                "route",
                "Routes: mail to a domain goes to a fixed host.",
                "id,domain,host,port,tls",
                option("domain", TEXT, "The recipients' domain, or * for all."),
                option("host", TEXT, "The host that mail goes to."),
                option("port", NUMBER, "Its port."),
                option("tls", TEXT, "never, may or must."));
    }

    private static Noun noun(String api, String one, String says, String columns, Arg... args) {
        return noun(api, one, says, columns, List.of(), args);
    }

    /**
     * @param api as the API writes it
     * @param columns of the list, parted by commas
     * @param more verbs besides the four
     */
    private static Noun noun(
            String api,
            String one,
            String says,
            String columns,
            List<Operation> more,
            Arg... args) {
        Arg id = place("id", NUMBER, "Its id.");
        List<Arg> save = new ArrayList<>();
        save.add(placeOrNone("id", NUMBER, "The " + one + " to change; absent: a new one."));
        save.addAll(Arrays.asList(args));
        List<Operation> verbs = new ArrayList<>();
        verbs.add(
                Operation.list(
                        "list",
                        api + "/list",
                        "Lists them by id.",
                        Arrays.asList(columns.split(",", -1)),
                        Arg.FROM_ID));
        verbs.add(Operation.show("get", api + "/get", "Shows " + a(one) + ".", id));
        verbs.add(
                Operation.save(
                        "save",
                        api + "/save",
                        "Creates " + a(one) + ", or changes one: what is not given stays as it is.",
                        "saved",
                        save.toArray(Arg[]::new)));
        verbs.addAll(more);
        verbs.add(
                Operation.delete(
                        "delete",
                        api + "/delete",
                        "Deletes " + a(one) + " that nothing uses.",
                        id));
        return new Noun(api.replace('_', '-'), one, says, List.copyOf(verbs));
    }

    private static String a(String one) {
        return (one.startsWith("I") ? "an " : "a ") + one;
    }
}
