package ec2api

import "fleetglass/fake/api"

// registerVPCs adds the operations on the network that the account builds.
func (s *service) registerVPCs(m *api.Mux) {
	api.Handle(m, s.createVpc)
	api.Handle(m, s.deleteVpc)
	api.Handle(m, s.createDefaultVpc)
	api.Handle(m, s.modifyVpcAttribute)
	api.Handle(m, s.describeVpcAttribute)
	api.Handle(m, s.attachClassicLinkVpc)
	api.Handle(m, s.detachClassicLinkVpc)
	api.Handle(m, s.enableVpcClassicLink)
	api.Handle(m, s.disableVpcClassicLink)
	api.Handle(m, s.createSubnet)
	api.Handle(m, s.createDefaultSubnet)
	api.Handle(m, s.deleteSubnet)
	api.Handle(m, s.modifySubnetAttribute)
	api.Handle(m, s.createNetworkACL)
	api.Handle(m, s.deleteNetworkACL)
	api.Handle(m, s.describeNetworkACLs)
	api.Handle(m, s.createNetworkACLEntry)
	api.Handle(m, s.replaceNetworkACLEntry)
	api.Handle(m, s.deleteNetworkACLEntry)
	api.Handle(m, s.replaceNetworkACLAssociation)
	api.Handle(m, s.createVpcPeeringConnection)
	api.Handle(m, s.acceptVpcPeeringConnection)
	api.Handle(m, s.rejectVpcPeeringConnection)
	api.Handle(m, s.deleteVpcPeeringConnection)
	api.Handle(m, s.describeVpcPeeringConnections)
	s.registerGateways(m)
	s.registerRoutes(m)
}

func (s *service) registerGateways(m *api.Mux) {
	api.Handle(m, s.createInternetGateway)
	api.Handle(m, s.attachInternetGateway)
	api.Handle(m, s.detachInternetGateway)
	api.Handle(m, s.deleteInternetGateway)
	api.Handle(m, s.describeInternetGateways)
	api.Handle(m, s.createCustomerGateway)
	api.Handle(m, s.deleteCustomerGateway)
	api.Handle(m, s.describeCustomerGateways)
	api.Handle(m, s.createNATGateway)
	api.Handle(m, s.deleteNATGateway)
	api.Handle(m, s.describeNATGateways)
	api.Handle(m, s.allocateAddress)
	api.Handle(m, s.associateAddress)
	api.Handle(m, s.disassociateAddress)
	api.Handle(m, s.releaseAddress)
	api.Handle(m, s.describeAddresses)
}

func (s *service) registerRoutes(m *api.Mux) {
	api.Handle(m, s.createRouteTable)
	api.Handle(m, s.deleteRouteTable)
	api.Handle(m, s.describeRouteTables)
	api.Handle(m, s.associateRouteTable)
	api.Handle(m, s.disassociateRouteTable)
	api.Handle(m, s.replaceRouteTableAssociation)
	api.Handle(m, s.createRoute)
	api.Handle(m, s.replaceRoute)
	api.Handle(m, s.deleteRoute)
}
