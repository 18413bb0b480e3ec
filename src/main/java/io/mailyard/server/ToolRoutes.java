package io.mailyard.server;

import io.mailyard.api.Route;
import io.mailyard.tools.AnswerRoutes;
import java.util.List;
import java.util.stream.Stream;

/** The calls that answer single questions of administrators. */
final class ToolRoutes {
    private ToolRoutes() {}

    static List<Route> of(Components components) {
        return Stream.of(new AnswerRoutes(components.policies()).routes())
                .flatMap(List::stream)
                .toList();
    }
}
