package io.mailyard.panel;

import java.util.List;

/** A section of a menu. */
public interface PageSection {
    /** The sections that a person may see, this one the current one. */
    List<Frame.MenuItem> menu(Translations words, PanelPerson person);
}
