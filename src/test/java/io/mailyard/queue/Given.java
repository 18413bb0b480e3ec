package io.mailyard.queue;

import io.mailyard.delivery.Parcel;

/** A parcel that some session was given and has not reported. */
record Given(long session, Parcel parcel) {}
