package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.NUMBERS;
import static io.mailyard.cli.ArgumentKind.TEXT;

import java.util.List;
import java.util.stream.Stream;

/** {@code mailyard domains}. */
final class DomainCommands {
    private static final Arg NEW = place("domain", TEXT, "The domain.");
    private static final Arg DOMAIN = placeOrNone("domain", TEXT, "The domain; or give --id.");
    private static final Arg ID = option("id", NUMBER, "By its id.");
    private static final Arg OF_ACCOUNT =
            option("account_id", NUMBER, "This account's; absent: its owner's.");
    private static final Arg USE =
            option("use", TEXT, "Of a platform domain: return_path, or from.");
    private static final Arg ACCOUNT_IDS =
            option("account_ids", NUMBERS, "Further accounts that may use it; '' none.");
    private static final Arg VERIFIED =
            option("verified", FLAG, "Vouches for it; false takes the word back.");

    private DomainCommands() {}

    static Noun noun() {
        return new Noun(
                "domains",
                "domain",
                "Domains: who may write as whom.",
                Stream.of(claims(), looks(), words()).flatMap(List::stream).toList());
    }

    private static List<Operation> claims() {
        return List.of(
                Operation.list(
                        "list",
                        "domains/list",
                        "Lists domains by id.",
                        List.of(
                                "id",
                                "account_id",
                                "domain",
                                "state",
                                "use",
                                "account_ids",
                                "vouched",
                                "proof",
                                "ends_at",
                                "checked_at"),
                        option("account_id", NUMBER, "This account's; absent: all."),
                        option("state", TEXT, "pending, verified or warning alone."),
                        option("domain", TEXT, "This domain alone."),
                        Arg.FROM_ID),
                Operation.show("get", "domains/get", "Shows a domain.", DOMAIN, ID, OF_ACCOUNT),
                Operation.save(
                        "add",
                        "domains/add",
                        "Claims a domain, and shows what to publish in DNS.",
                        "added",
                        NEW,
                        option("account_id", NUMBER, "For this account; absent: the platform."),
                        USE,
                        ACCOUNT_IDS,
                        VERIFIED),
                Operation.act(
                        "verify",
                        "domains/verify",
                        "Looks for the proof in DNS.",
                        "verified",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT));
    }

    private static List<Operation> looks() {
        return List.of(
                Operation.save(
                        "check",
                        "domains/check",
                        "Looks in DNS for every record of a domain, at once.",
                        "checked",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT),
                Operation.show(
                        "records",
                        "domains/records",
                        "Shows the records to publish, and what DNS had of them.",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT),
                Operation.show(
                        "zone",
                        "domains/zone",
                        "Prints the records to publish as a zone file.",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT));
    }

    private static List<Operation> words() {
        return List.of(
                Operation.save(
                        "save",
                        "domains/save",
                        "Says for whom a domain is, and vouches for it or lets it go.",
                        "saved",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT,
                        USE,
                        ACCOUNT_IDS,
                        VERIFIED),
                Operation.delete(
                        "delete",
                        "domains/delete",
                        "Gives a domain up.",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT,
                        option("force", FLAG, "Although a key signs its mail: it is retired.")));
    }
}
