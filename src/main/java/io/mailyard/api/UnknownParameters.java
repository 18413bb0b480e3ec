package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.base.Nearest;
import io.mailyard.base.VisibleText;
import io.mailyard.http.HeaderText;
import io.mailyard.http.Query;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Handles unknown parameters of a call, in its body and in its query (docs/spec/admin-api.md,
 * section 1 "Unknown parameters"). The answer's header lists them, and they are refused unless the
 * call or the caller is lenient.
 */
final class UnknownParameters {
    private UnknownParameters() {}

    /**
     * Lists them in the header {@code Unknown-Parameters}, and returns them as faults if they are
     * refused. No parameter is read from the query, so all of its parameters are unknown.
     *
     * @param common the names that every call accepts in either place
     */
    static List<Fault> check(Call call, Set<String> common) {
        List<Param<?>> declared = call.route().params();
        List<String> inBody = new ArrayList<>();
        Binder.unknown(declared, call.body(), "", inBody);
        inBody.removeAll(common);
        Set<String> inQuery = Query.names(call.request().query());
        inQuery.removeAll(common);
        if (inBody.isEmpty() && inQuery.isEmpty()) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>(inBody);
        names.addAll(inQuery);
        call.answerHeader("Unknown-Parameters", HeaderText.list(List.copyOf(names)));
        List<Fault> faults = new ArrayList<>();
        if (isStrict(call)) {
            inBody.forEach(name -> faults.add(unknown(name, declared)));
            for (String name : inQuery) {
                faults.add(
                        call.route().param(name).isPresent()
                                ? new Fault(
                                        name,
                                        "is not read from the query: send it in the body of the"
                                                + " request")
                                : unknown(name, declared));
            }
        }
        return faults.subList(0, Math.min(faults.size(), Binder.MOST_FAULTS));
    }

    /** Acts on many objects never ignore one: a filter with a misspelt name would take them all. */
    private static boolean isStrict(Call call) {
        if (call.route().path().endsWith("/bulk")) {
            return true;
        }
        return call.route().lenient()
                ? call.prefers("handling=strict")
                : !call.prefers("handling=lenient");
    }

    private static Fault unknown(String name, List<Param<?>> declared) {
        Set<String> names = declared.stream().map(Param::name).collect(Collectors.toSet());
        String near =
                Nearest.to(name, names).map(word -> "; did you mean " + word + "?").orElse("");
        return new Fault(VisibleText.shortened(name), "is not a parameter of this call" + near);
    }
}
