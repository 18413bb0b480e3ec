package io.mailyard.server;

import io.mailyard.api.Route;
import io.mailyard.dns.Dns;
import io.mailyard.panel.PanelPages;
import io.mailyard.tools.AddressRoutes;
import io.mailyard.tools.AnswerRoutes;
import io.mailyard.tools.FindRoutes;
import io.mailyard.tools.ReportRoutes;
import io.mailyard.tools.SettingRoutes;
import java.util.List;
import java.util.stream.Stream;

/** The calls that answer single questions of administrators. */
final class ToolRoutes {
    private ToolRoutes() {}

    static List<Route> of(Components components) {
        return Stream.of(
                        new AnswerRoutes(components.policies()).routes(),
                        new FindRoutes(
                                        components.database(),
                                        components.suppressions(),
                                        AllSettings.list(),
                                        PanelPages::find)
                                .routes(),
                        new SettingRoutes(AllSettings.list()).routes(),
                        new ReportRoutes(components.database()).routes(),
                        new AddressRoutes(
                                        components.database(),
                                        components.policies(),
                                        components.suppressions(),
                                        () -> Dns.open(components.dns()))
                                .routes())
                .flatMap(List::stream)
                .toList();
    }
}
