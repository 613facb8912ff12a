package io.lakehouse.delta.spark;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The session of a thread, whose settings Spark and Delta go by where none is handed to them. */
public final class ActiveSession {

    private ActiveSession() {}

    /** Does something with a session active, whatever the thread's is. */
    public static <T> T with(SparkSession session, Supplier<T> action) {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(session);
        try {
            return action.get();
        } finally {
            if (before.isDefined()) {
                SparkSession.setActiveSession(before.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }
}
