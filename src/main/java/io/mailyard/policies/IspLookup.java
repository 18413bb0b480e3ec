package io.mailyard.policies;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.wire.ApiReply;
import java.util.Locale;
import java.util.Optional;

/** {@code isps/find}: which ISP an address, a domain or a mail host belongs to. */
final class IspLookup {
    private static final Param<String> OF =
            Param.of(
                            "of",
                            Types.text(1, 320).map(String::strip),
                            "An address, a domain, or the name of a mail host.")
                    .required();

    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("IspOf", "Which ISP an address, a domain or a mail host belongs to.")
                    .text("domain", "The domain that was looked up, in A-labels.")
                    .text("isp", "The ISP that has the domain; other: none.")
                    .number("isp_id", "Its id.")
                    .orNull()
                    .text("host_isp", "The ISP whose mail hosts have such a name.")
                    .orNull();

    private final Policies policies;

    IspLookup(Policies policies) {
        this.policies = policies;
    }

    Route route() {
        return Route.read(
                        "/api/v1.1/admin/isps/find",
                        "policies",
                        "Which ISP an address, a domain or a mail host belongs to.",
                        this::find,
                        OF)
                .answers(ReplySchema.one(SCHEMA));
    }

    private ApiReply find(Call call) {
        String of = call.params().get(OF);
        String domain = DomainName.normal(of.substring(of.lastIndexOf('@') + 1));
        String isp = policies.isps().of(domain);
        Optional<Isp> known =
                policies.current(PolicyKind.ISP).stream()
                        .filter(each -> each.name().equals(isp))
                        .findFirst();
        String host = domain.toLowerCase(Locale.ROOT);
        return ApiReply.one(out ->
                out.text("domain", domain)
                        .text("isp", isp)
                        .numberOrNull("isp_id", known.map(Isp::id).orElse(null))
                        .text("host_isp", IspSigns.ofHost(host).orElse(null)));
    }
}
