package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.policies.Isp;
import io.mailyard.wire.Value;
import java.util.List;

/** Above the list of ISPs: whose a domain or a mail host is. */
final class IspExtras extends PolicyExtras {
    private final PageRenderer pages;

    IspExtras(PageRenderer pages) {
        this.pages = pages;
    }

    /** A name stays, since queued mail and counts go by it; "other" has no domains. */
    @Override
    public List<Field<?>> settable(List<Field<?>> fields, Value.Members object) {
        if (object.values().isEmpty()) {
            return fields;
        }
        boolean other = Values.text(object, "name").equals(Isp.OTHER);
        return fields.stream()
                .filter(field -> !field.name().equals("name"))
                .filter(field -> !other || !field.name().equals("domains"))
                .toList();
    }

    @Override
    public String above(SignedIn signedIn, Frame frame) {
        String of = signedIn.visit().param("of");
        Translations words = signedIn.words();
        String answer = "";
        String address = "";
        if (!of.isEmpty()) {
            CallResult found = signedIn.calls().call("isps/find", "of", of);
            Value.Members isp = found.object();
            String hosts = Values.text(isp, "host_isp");
            answer =
                    !found.isOk()
                            ? words.said(found.errorText())
                            : !hosts.isEmpty()
                                    ? words.text("mta.isp.host", hosts)
                                    : Values.text(isp, "isp").equals(Isp.OTHER)
                                            ? words.text(
                                                    "mta.isp.other", Values.text(isp, "domain"))
                                            : words.text(
                                                    "mta.isp.domain",
                                                    Values.text(isp, "domain"),
                                                    Values.text(isp, "isp"));
            address =
                    Values.has(isp, "isp_id") ? PATH + "/isps/" + Values.number(isp, "isp_id") : "";
        }
        return pages.html(
                "mtaisp",
                frame,
                "of",
                of,
                "answer",
                answer,
                "address",
                address,
                "call",
                CallExample.of("isps/find", Values.members("of", of.isEmpty() ? "gmail.com" : of)));
    }

    @Override
    public String beside(SignedIn signedIn, Frame frame, Value.Members object) {
        return pages.html("mtahosts", frame, "hosts", Values.texts(object, "hosts"));
    }
}
