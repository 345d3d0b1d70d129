"""What people and programs read of an audit: site report, results, exports."""
