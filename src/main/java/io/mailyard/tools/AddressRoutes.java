package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsCallLimit;
import io.mailyard.dns.MailHosts;
import io.mailyard.mime.Address;
import io.mailyard.policies.Policies;
import io.mailyard.suppressions.Suppression;
import io.mailyard.suppressions.SuppressionBody;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code tools/address}: whether mail can be sent to an address, and what is known of it. */
public final class AddressRoutes {
    /** An address may be on the list of any number of accounts. */
    private static final int MOST_LISTS = 100;

    private static final Param<String> EMAIL =
            Param.of("email", Types.text(1, 320).map(String::strip), "The address.").required();

    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("AddressLookup", "What is known of a mail address.")
                    .text("email", "The address, as it was read.")
                    .flag("valid", "Whether mail can be sent to such an address.")
                    .text("reason", "Why not; empty where it is valid.")
                    .text("normal", "Its form in envelopes, with the domain in A-labels.")
                    .orNull()
                    .text("isp", "The ISP that its domain belongs to.")
                    .orNull()
                    .word(
                            "mx",
                            "What DNS says of its domain. null_mx: it takes no mail.",
                            "found",
                            "null_mx",
                            "no_domain",
                            "no_host",
                            "unavailable",
                            "unchecked")
                    .texts("hosts", "Mail hosts in the order to try.")
                    .text("note", "Why DNS did not answer; empty: it did.")
                    .number("took_ms", "How long DNS took, in milliseconds.")
                    .objects(
                            "suppressions",
                            SuppressionBody.SCHEMA,
                            "The lists that it is on, the platform's first; 100 at most.");

    private final Database database;
    private final Policies policies;
    private final Suppressions suppressions;
    private final Supplier<Dns> dns;
    private final DnsCallLimit<String> turns = new DnsCallLimit<>("look-ups of yours are");

    /**
     * Creates the route.
     *
     * @param dns opens a resolver of its own, so that deliveries never wait for these questions
     */
    public AddressRoutes(
            Database database, Policies policies, Suppressions suppressions, Supplier<Dns> dns) {
        this.database = database;
        this.policies = policies;
        this.suppressions = suppressions;
        this.dns = dns;
    }

    /**
     * {@code tools/address}, for administrators: it asks DNS while the caller waits, for few
     * callers at once.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/tools/address",
                                "suppressions",
                                "Whether an address is valid, on which lists it is, its ISP and its"
                                        + " mail hosts.",
                                this::look,
                                EMAIL)
                        .sifted()
                        .refuses(ErrorCode.TOO_MANY_REQUESTS, "two look-ups of the caller run")
                        .refuses(ErrorCode.NOT_READY, "too many look-ups of others run")
                        .answers(ReplySchema.one(SCHEMA)));
    }

    private record Parsed(Optional<Address> address, String reason) {
        static Parsed of(String email) {
            try {
                return new Parsed(Optional.of(Address.parse(email)), "");
            } catch (IllegalArgumentException none) {
                return new Parsed(Optional.empty(), String.valueOf(none.getMessage()));
            }
        }
    }

    private ApiReply look(Call call) {
        Principal principal = call.noted(Principal.class);
        String email = call.params().get(EMAIL);
        Parsed parsed = Parsed.of(email);
        // before an answer of DNS is waited for: the store is not held meanwhile
        List<Suppression> lists =
                database.read(tx -> suppressions.everywhere(tx, email, MOST_LISTS)).stream()
                        .filter(each -> principal.reaches(each.owner()))
                        .toList();
        long start = System.nanoTime();
        MailHosts hosts =
                parsed.address()
                        .map(address ->
                                turns.run(
                                        principal.name(),
                                        () -> dns.get().mailHosts(address.domain())))
                        .orElseGet(MailHosts.NoHost::new);
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        return ApiReply.one(out -> {
            out.text("email", email)
                    .flag("valid", parsed.address().isPresent())
                    .text("reason", parsed.reason())
                    .text("normal", parsed.address().map(Address::toString).orElse(null))
                    .text(
                            "isp",
                            parsed.address()
                                    .map(address -> policies.isps().of(address.domain()))
                                    .orElse(null));
            write(out, parsed.address().isPresent(), hosts);
            out.number("took_ms", parsed.address().isPresent() ? took : 0)
                    .objects("suppressions", lists, SuppressionBody::write);
        });
    }

    private static void write(Out out, boolean asked, MailHosts hosts) {
        String status =
                switch (hosts) {
                    case MailHosts.MailHostNames _ -> "found";
                    case MailHosts.NullMx _ -> "null_mx";
                    case MailHosts.NoSuchDomain _ -> "no_domain";
                    case MailHosts.NoHost _ -> asked ? "no_host" : "unchecked";
                    case MailHosts.MailHostsFailed _ -> "unavailable";
                };
        out.text("mx", status)
                .texts(
                        "hosts",
                        hosts instanceof MailHosts.MailHostNames(List<String> names)
                                ? names
                                : List.of())
                .text(
                        "note",
                        hosts instanceof MailHosts.MailHostsFailed(String reason) ? reason : "");
    }
}
