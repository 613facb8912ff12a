package io.lakehouse.crypto.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A PostgreSQL of the tests' own, which asks its one user for a password. */
final class PostgresServer implements AutoCloseable {

    /** Where its programs are unpacked, once. */
    private static final Path PROGRAMS =
            Path.of(System.getProperty("lakehouse.root"), "crypto-pipeline-it", "target", "postgres");

    static final String USER = "hive";
    static final String PASSWORD = "hunter2";
    /** What the command line reads. */
    static final Map<String, String> LOGIN = Map.of("METASTORE_USER", USER, "METASTORE_PASSWORD", PASSWORD);

    private final EmbeddedPostgres server;

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    static PostgresServer start(Path folder) throws IOException, SQLException {
        PostgresServer postgres = new PostgresServer(EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(PROGRAMS.toFile())
                .setDataDirectory(folder)
                .start());
        postgres.execute("postgres", "create role " + USER + " login password '" + PASSWORD + "'");
        Path rules = folder.resolve("pg_hba.conf");
        Files.writeString(rules, "host all " + USER + " all scram-sha-256\n" + Files.readString(rules));
        postgres.execute("postgres", "select pg_reload_conf()");
        return postgres;
    }

    /** Makes a database of the user's. */
    String createDatabase(String name) throws SQLException {
        execute("postgres", "create database " + name + " owner " + USER);
        return url(name);
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    /** Does something behind everybody's back. */
    void execute(String database, String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
