-- Runs once, when the data volume is empty. One database for each service that keeps data.
CREATE DATABASE polardb_catalog;
CREATE DATABASE polardb_order;
