package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.FLAG;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TEXT_FILE;

import java.util.List;

/** {@code mailyard tools}: single questions about messages, reports, addresses and domains. */
final class ToolCommands {
    private ToolCommands() {}

    /** A noun with a single verb, which is not typed. */
    static Noun find() {
        return new Noun(
                "find",
                "hit",
                "",
                List.of(
                        Operation.list(
                                "find",
                                "tools/find",
                                "Finds whatever a text names: accounts, users, domains, senders, nodes,"
                                        + " tokens, messages, requests, settings, pages.",
                                List.of("group", "id", "title", "text", "state", "page"),
                                place(
                                        "text",
                                        TEXT,
                                        "An id, Message-ID, request id, IP or mail address; or the"
                                                + " beginning of a name."),
                                option(
                                        "lang",
                                        TEXT,
                                        "Language of the panel's pages and fields: en or ru."))));
    }

    static Noun noun() {
        return new Noun(
                "tools",
                "question",
                "Tools: what a Message-ID, a report, an address or a domain is about.",
                List.of(
                        Operation.show(
                                "message-id",
                                "tools/message_id",
                                "Shows which message and recipient a Message-ID or return path names.",
                                place("text", TEXT, "The Message-ID or return path.")),
                        Operation.show(
                                "report",
                                "tools/report",
                                "Reads a complaint (ARF) or a delivery status (DSN) from a file, and shows"
                                        + " which message it is about.",
                                new Arg(
                                        "report",
                                        TEXT_FILE,
                                        "--file",
                                        true,
                                        "The report as it came; - for standard input.")),
                        Operation.show(
                                "address",
                                "tools/address",
                                "Shows whether an address is valid, on which lists it is, its ISP and its"
                                        + " mail hosts.",
                                place("email", TEXT, "The address.")),
                        Operation.list(
                                "settings",
                                "tools/settings",
                                "Lists the settings that the server knows, without their values.",
                                List.of("key", "default", "values", "meaning"),
                                option("search", TEXT, "Part of a key or of what it means.")),
                        Operation.show(
                                "dns",
                                "tools/dns",
                                "Looks up any domain in DNS: MX, SPF, DKIM, DMARC, and the names of our"
                                        + " addresses.",
                                place("domain", TEXT, "The domain."),
                                option("selector", TEXT, "Selector of a DKIM key."),
                                option(
                                        "addresses",
                                        FLAG,
                                        "Our own sending addresses too; on unless false."))));
    }
}
