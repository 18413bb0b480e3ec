package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.Arg.placeOrNone;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;

import io.mailyard.domains.Domain;
import java.util.List;
import java.util.stream.Stream;

/** {@code mailyard domains}. */
final class DomainCommands {
    private static final Arg NEW = place("domain", TEXT, "The domain.");
    private static final Arg DOMAIN =
            placeOrNone("domain", TEXT, "The domain, unless --id is given.");
    private static final Arg ID = option("id", NUMBER, "The domain's id.");
    private static final Arg OF_ACCOUNT =
            option("account_id", NUMBER, "The claim of this account; default its owner's.");

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
                        option("account_id", NUMBER, "Only claims of this account."),
                        option(
                                "state",
                                TEXT,
                                "Only claims in this state: pending, verified or warning."),
                        option("domain", TEXT, "Only this domain."),
                        option("search", TEXT, "Only those with this in the domain."),
                        option("sort", TEXT, "Of one account: domain, or -domain."),
                        Arg.FROM_ID,
                        option("from", TEXT, "With --sort: next_from of the answer.")),
                Operation.show("get", "domains/get", "Shows a domain.", DOMAIN, ID, OF_ACCOUNT),
                Operation.save(
                        "add",
                        "domains/add",
                        "Claims a domain, and shows what to publish in DNS.",
                        "added",
                        Arg.of(
                                Domain.SETTABLE,
                                NEW,
                                option(
                                        "account_id",
                                        NUMBER,
                                        "The account that claims it; default the platform."))),
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
                        "Checks every record of a domain in DNS now.",
                        "checked",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT),
                Operation.show(
                        "records",
                        "domains/records",
                        "Shows the records to publish, and which of them DNS had.",
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
                        "Sets who may use a domain, and vouches for it or withdraws that.",
                        "saved",
                        Arg.of(Domain.SETTABLE, DOMAIN, ID, OF_ACCOUNT)),
                Operation.delete(
                        "delete",
                        "domains/delete",
                        "Gives a domain up.",
                        DOMAIN,
                        ID,
                        OF_ACCOUNT,
                        option(
                                "force",
                                FLAG,
                                "Even if a key signs its mail; the key is retired.")));
    }
}
